/* Preloaded by gate.py: sigsuspend that hands the kernel a copy of the mask.
 * Valgrind (3.19 at least) writes into the mask it is given and crashes where that is read-only, as it is in
 * libdispatch, in which the main thread of a Swift program with an async main waits.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

int sigsuspend(const sigset_t *mask) {
    sigset_t copy = *mask;
    return (int)syscall(SYS_rt_sigsuspend, &copy, (size_t)(_NSIG / 8));
}
