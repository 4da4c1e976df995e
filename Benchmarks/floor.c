/* What the machine itself takes: nobody can be faster than reading the file and looking at every byte.
 *
 *   floor read FILE THREADS   reads blocks of 512 KiB into a buffer per thread, counts the newlines
 *   floor spin -    THREADS   pure arithmetic; prints the cores really had (CPU time / wall time):
 *                             clearly below THREADS when another job takes the rest
 * `read` prints the count, so that the pass can't be optimised away.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BLOCK (512u << 10)
#define MOST_THREADS 64
static int descriptor;
static size_t size, next_block;
static uint64_t total, spun[MOST_THREADS * 8]; /* a cache line each */

#if defined(__x86_64__)
__attribute__((target_clones("avx2", "default")))
#endif
static uint64_t newlines(const uint8_t *p, size_t n) {
    uint64_t sum = 0;
    while (n) { /* 32 counters of one byte each, emptied before they can overflow */
        size_t k = n < 32 * 255 ? n : 32 * 255, i = 0;
        uint8_t lanes[32]; memset(lanes, 0, sizeof lanes);
        for (; i + 32 <= k; i += 32)
            for (size_t j = 0; j < 32; j++) lanes[j] = (uint8_t)(lanes[j] + (p[i + j] == '\n'));
        for (int j = 0; j < 32; j++) sum += lanes[j];
        for (; i < k; i++) sum += p[i] == '\n';
        p += k; n -= k;
    }
    return sum;
}
static void *read_blocks(void *unused) {
    (void)unused;
    uint8_t *block = aligned_alloc(4096, BLOCK); uint64_t sum = 0;
    if (!block) exit(1);
    for (;;) {
        size_t at = __atomic_fetch_add(&next_block, 1, __ATOMIC_RELAXED) * (size_t)BLOCK;
        if (at >= size) break;
        size_t n = size - at < BLOCK ? size - at : BLOCK, got = 0;
        while (got < n) {
            ssize_t g = pread(descriptor, block + got, n - got, (off_t)(at + got));
            if (g <= 0) exit(1);
            got += (size_t)g;
        }
        sum += newlines(block, n);
    }
    __atomic_fetch_add(&total, sum, __ATOMIC_RELAXED);
    free(block);
    return 0;
}
static void *spin(void *cell) {
    volatile uint64_t *o = cell; uint64_t v = *o;
    for (long i = 0; i < 150000000; i++) v = v * 6364136223846793005ull + 1;
    *o = v;
    return 0;
}
static double seconds(clockid_t c) {
    struct timespec t; clock_gettime(c, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}
int main(int argc, char **argv) {
    int n = argc == 4 ? atoi(argv[3]) : 0, spinning = argc == 4 && !strcmp(argv[1], "spin");
    if (n < 1 || n > MOST_THREADS || (!spinning && strcmp(argv[1], "read"))) {
        fprintf(stderr, "usage: floor read FILE THREADS | floor spin - THREADS (at most %d)\n", MOST_THREADS);
        return 64;
    }
    struct stat s;
    if (!spinning) {
        descriptor = open(argv[2], O_RDONLY);
        if (descriptor < 0 || fstat(descriptor, &s)) { perror(argv[2]); return 66; }
        size = (size_t)s.st_size;
    }
    pthread_t threads[MOST_THREADS]; double start = seconds(CLOCK_MONOTONIC);
    for (int i = 0; i < n; i++)
        if (pthread_create(&threads[i], 0, spinning ? spin : read_blocks, &spun[i * 8])) return 1;
    for (int i = 0; i < n; i++) pthread_join(threads[i], 0);
    if (spinning) printf("%.3f\n", seconds(CLOCK_PROCESS_CPUTIME_ID) / (seconds(CLOCK_MONOTONIC) - start));
    else printf("%llu\n", (unsigned long long)total);
    return 0;
}
