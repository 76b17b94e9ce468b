#pragma once
#include <curl/curl.h>

// What the gateway uses of libcurl. The library is opened when the first letter goes out by SMTP, not with the program: it
// brings twenty others with it (for TLS, SSH, RTMP, …), three megabytes that a gateway which sends no mail need not hold.

// Opens the library and makes it ready (curl_global_init(3)). To be called once, before all that follows.
//
// Returns NULL, or what is wrong.
const char *curl_open(void);

CURL *curl_make_handle(void);
void curl_free_handle(CURL *handle);

// curl_easy_setopt(3) and curl_easy_getinfo(3), which take arguments of any type, for each type of ours.
CURLcode curl_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode curl_set_number(CURL *handle, CURLoption option, long value);
CURLcode curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
CURLcode curl_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode curl_get_number(CURL *handle, CURLINFO info, long *value);

CURLcode curl_perform(CURL *handle);

// Returns the longer list, or NULL if there is no memory.
struct curl_slist *curl_append_to_list(struct curl_slist *list, const char *text);
void curl_free_list(struct curl_slist *list);
