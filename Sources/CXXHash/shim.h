#include <xxhash.h>

#if defined(__x86_64__) && defined(__has_include)
#if __has_include(<xxh_x86dispatch.h>)
#include <xxh_x86dispatch.h>
#endif
#endif

/* XXH3-128, with the widest registers that the processor has: the same digest at twice the speed. */
static inline XXH128_hash_t sluice_xxh3_128(const void *bytes, size_t length) {
    return XXH3_128bits(bytes, length);
}
