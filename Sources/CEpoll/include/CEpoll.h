#pragma once
// Glibc's Swift module leaves these headers out; including them here lets Swift import them.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

// Variadic in C, so not callable from Swift: names the calling thread (prctl(2), PR_SET_NAME).
static inline void set_thread_name(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }
