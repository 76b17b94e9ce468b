#ifndef CICU_H
#define CICU_H

#include <stdint.h>

// The little of ICU that domains' names need. In C, because ICU's functions are macros with its version in them, and
// its headers get in the way of Foundation's own copy. All take and give UTF-8 and return the number of bytes, or -1.

// A-labels, as registries and browsers make them (UTS 46, section 4).
int32_t icu_domain_to_ascii(const char *name, char *out, int32_t capacity);

int32_t icu_domain_to_unicode(const char *name, char *out, int32_t capacity);

// What a name looks like (UTS 39, section 4).
int32_t icu_skeleton(const char *name, char *out, int32_t capacity);

// Whether a text mixes scripts that are not written together (UTS 39, section 5.2, "highly restrictive"): 1, or 0.
int32_t icu_mixes_scripts(const char *text);

#endif
