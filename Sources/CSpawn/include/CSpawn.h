#pragma once
#include <sys/types.h>

// Starts a program in a session of its own, so that a Ctrl-C at the terminal reaches us and not it; in the root
// folder, since ours may be closed to the program's user; with the default signals; and with no descriptor but
// `output`, which gets its output and error output. (The extensions of posix_spawn(3) that this takes are not in
// Glibc's Swift module.)
//
// Returns 0, or an error number.
int spawn_in_own_session(pid_t *child, char *const arguments[], char *const environment[], int output);
