#include "ballast.h"

#include "die.h"
#include "memory.h"
#include "sysfile.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static const long huge_bytes = 2 << 20;

/* How much of our memory is in huge pages? */
static long
bytes_in_huge_pages(void)
{
    long kib = sysfile_number("AnonHugePages", "/proc/self/smaps_rollup");

    if (kib < 0)
        die(STATUS_CANNOT,
            "/proc/self/smaps_rollup: %m: cannot check for huge pages");
    return kib * 1024;
}

void
ballast_have(long bytes, bool huge)
{
    long page_bytes = sysconf(_SC_PAGESIZE);

    if (bytes == 0)
        return;
    memory_need((double)bytes, "the ballast", "give less");
    char *memory =
        mmap(NULL, (size_t)(bytes + huge_bytes), PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        die(STATUS_CANNOT,
            "mmap: %m: cannot allocate a ballast of %ld bytes: see 'ulimit -v'",
            bytes);
    /* A huge page is aligned to its size. */
    memory += -(uintptr_t)memory & (uintptr_t)(huge_bytes - 1);
    /* A kernel without huge pages returns EINVAL for both: pages are small then
     * anyway, and huge ones are checked for below. */
    if (madvise(memory, (size_t)bytes,
            huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE) == -1 &&
        errno != EINVAL)
        die(STATUS_CANNOT, "madvise: %m: cannot choose the page size");
    for (long i = 0; i < bytes; i += page_bytes)
        ((volatile char *)memory)[i] = 1;
    if (huge && bytes_in_huge_pages() < bytes - bytes % huge_bytes)
        die(STATUS_CANNOT,
            "no huge pages for %ld bytes: are they switched off in "
            "/sys/kernel/mm/transparent_hugepage/enabled, or is memory "
            "fragmented?",
            bytes);
}
