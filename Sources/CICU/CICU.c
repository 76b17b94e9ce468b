#include "CICU.h"

#include <unicode/uidna.h>
#include <unicode/uspoof.h>

int32_t icu_domain_to_ascii(const char *name, char *out, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    // UTS 46, section 4: as registries and browsers do it today.
    UIDNA *idna = uidna_openUTS46(
        UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &status);
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    int32_t length = uidna_nameToASCII_UTF8(idna, name, -1, out, capacity, &info, &status);
    uidna_close(idna);
    return U_FAILURE(status) || info.errors != 0 || length > capacity ? -1 : length;
}

int32_t icu_domain_to_unicode(const char *name, char *out, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    UIDNA *idna = uidna_openUTS46(
        UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_UNICODE, &status);
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    int32_t length = uidna_nameToUnicodeUTF8(idna, name, -1, out, capacity, &info, &status);
    uidna_close(idna);
    return U_FAILURE(status) || info.errors != 0 || length > capacity ? -1 : length;
}

// UTS 39, section 4.
int32_t icu_skeleton(const char *name, char *out, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    USpoofChecker *checker = uspoof_open(&status);
    int32_t length = uspoof_getSkeletonUTF8(checker, 0, name, -1, out, capacity, &status);
    uspoof_close(checker);
    return U_FAILURE(status) || length > capacity ? -1 : length;
}

int32_t icu_mixes_scripts(const char *text) {
    UErrorCode status = U_ZERO_ERROR;
    USpoofChecker *checker = uspoof_open(&status);
    uspoof_setChecks(checker, USPOOF_RESTRICTION_LEVEL, &status);
    uspoof_setRestrictionLevel(checker, USPOOF_HIGHLY_RESTRICTIVE);
    int32_t found = uspoof_checkUTF8(checker, text, -1, NULL, &status);
    uspoof_close(checker);
    return U_FAILURE(status) || found != 0;
}
