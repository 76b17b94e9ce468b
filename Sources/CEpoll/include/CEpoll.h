#pragma once
// Glibc's Swift module leaves these headers out; including them here lets Swift import them.
#include <sys/epoll.h>
#include <sys/eventfd.h>
