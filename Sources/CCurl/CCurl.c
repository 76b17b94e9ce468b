// The macros of the same names check types at compile time; here the functions themselves are called.
#define CURL_DISABLE_TYPECHECK
#include "CCurl.h"
#include <dlfcn.h>
#undef curl_easy_setopt
#undef curl_easy_getinfo

static __typeof__(curl_global_init) *global_init;
static __typeof__(curl_easy_init) *easy_init;
static __typeof__(curl_easy_cleanup) *easy_cleanup;
static __typeof__(curl_easy_setopt) *easy_setopt;
static __typeof__(curl_easy_getinfo) *easy_getinfo;
static __typeof__(curl_easy_perform) *easy_perform;
static __typeof__(curl_slist_append) *slist_append;
static __typeof__(curl_slist_free_all) *slist_free_all;

const char *curl_open(void) {
    // The name that programs linked with libcurl 7.16 and later ask for.
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) return dlerror();
    const struct {
        const char *name;
        void *place;
    } functions[] = {
        {"curl_global_init", &global_init},   {"curl_easy_init", &easy_init},
        {"curl_easy_cleanup", &easy_cleanup}, {"curl_easy_setopt", &easy_setopt},
        {"curl_easy_getinfo", &easy_getinfo}, {"curl_easy_perform", &easy_perform},
        {"curl_slist_append", &slist_append}, {"curl_slist_free_all", &slist_free_all},
    };
    for (unsigned i = 0; i < sizeof functions / sizeof *functions; i++) {
        // As dlopen(3) has it: ISO C knows no way from a pointer to an object to one to a function.
        *(void **)functions[i].place = dlsym(library, functions[i].name);
        if (!*(void **)functions[i].place) return dlerror();
    }
    return global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? NULL : "libcurl could not be made ready";
}

CURL *curl_make_handle(void) { return easy_init(); }

void curl_free_handle(CURL *handle) { easy_cleanup(handle); }

CURLcode curl_set_text(CURL *handle, CURLoption option, const char *value) { return easy_setopt(handle, option, value); }

CURLcode curl_set_number(CURL *handle, CURLoption option, long value) { return easy_setopt(handle, option, value); }

CURLcode curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return easy_setopt(handle, option, value);
}

CURLcode curl_set_pointer(CURL *handle, CURLoption option, void *value) { return easy_setopt(handle, option, value); }

CURLcode curl_get_number(CURL *handle, CURLINFO info, long *value) { return easy_getinfo(handle, info, value); }

CURLcode curl_perform(CURL *handle) { return easy_perform(handle); }

struct curl_slist *curl_append_to_list(struct curl_slist *list, const char *text) { return slist_append(list, text); }

void curl_free_list(struct curl_slist *list) { slist_free_all(list); }
