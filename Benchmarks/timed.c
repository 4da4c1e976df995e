/* timed REPORT STDOUT STDERR COMMAND...
 *
 * Runs one command and writes "status wall user system peak_rss_kB" to REPORT (seconds).
 * A launcher of its own because on Linux a child's peak memory starts from the size of the process
 * that forked it: a Python driver would add its own 25 MB to small programs.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double of(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec * 1e-6; }

int main(int argc, char **argv) {
    if (argc < 5) { fprintf(stderr, "usage: timed REPORT STDOUT STDERR COMMAND...\n"); return 64; }
    struct timespec a, b; struct rusage usage; int status;
    clock_gettime(CLOCK_MONOTONIC, &a);
    pid_t child = fork();
    if (child < 0) { perror("fork"); return 1; }
    if (!child) {
        int o = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
        int e = open(argv[3], O_WRONLY | O_CREAT | O_TRUNC, 0644);
        if (o < 0 || e < 0 || dup2(o, 1) < 0 || dup2(e, 2) < 0) _exit(126);
        execvp(argv[4], argv + 4);
        perror(argv[4]);
        _exit(127);
    }
    if (wait4(child, &status, 0, &usage) < 0) { perror("wait4"); return 1; }
    clock_gettime(CLOCK_MONOTONIC, &b);
    FILE *report = fopen(argv[1], "w");
    if (!report) { perror(argv[1]); return 1; }
    fprintf(report, "%d %.6f %.6f %.6f %ld\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
            (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) * 1e-9, of(usage.ru_utime),
            of(usage.ru_stime), usage.ru_maxrss);
    return fclose(report) != 0;
}
