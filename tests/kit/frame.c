/* Is the kernel's information about a page reported unchanged? */

#include "kit/frame.h"

#include "../harness/program.h"

#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGES = 8, TRIES = 3 };

static size_t
page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* Fresh untouched pages, with no neighbouring mappings. */
static unsigned char *
new_pages(void)
{
    size_t bytes = (PAGES + 2) * page_bytes();
    unsigned char *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    CU_ASSERT_FATAL(pages != MAP_FAILED);
    madvise(pages, bytes, MADV_NOHUGEPAGE);
    mprotect(pages, page_bytes(), PROT_NONE);
    mprotect(pages + (PAGES + 1) * page_bytes(), page_bytes(), PROT_NONE);
    return pages + page_bytes();
}

static void
free_pages(unsigned char *pages)
{
    munmap(pages - page_bytes(), (PAGES + 2) * page_bytes());
}

/* Does each touched page have a frame of its own, the same for all its bytes,
 * and an untouched one none? */
TEST(touched_pages_have_frames)
{
    unsigned char *pages = new_pages();
    long frames[PAGES];
    bool same = false;

    pages[page_bytes()] = 1;
    CU_ASSERT_EQUAL(frame_behind(pages), -1);
    CU_ASSERT_EQUAL(frame_behind(pages + 2 * page_bytes()), -1);
    if (frame_behind(pages + page_bytes()) == -1) {
        not_tried("only root can see frames");
        free_pages(pages);
        return;
    }
    for (int i = 0; i < PAGES; i++) {
        pages[(size_t)i * page_bytes()] = 1;
        frames[i] = frame_behind(pages + (size_t)i * page_bytes());
        CU_ASSERT(frames[i] > 0);
        for (int j = 0; j < i; j++)
            CU_ASSERT_NOT_EQUAL(frames[i], frames[j]);
    }
    /* The kernel may move a page between two checks, but hardly each time. */
    for (int i = 0; i < TRIES && !same; i++)
        same = frame_behind(pages) == frame_behind(pages + page_bytes() - 1);
    CU_ASSERT(same);
    free_pages(pages);
}

/* Does an ordinary user get no frame, instead of a wrong one? */
TEST(ordinary_user_gets_no_frame)
{
    const struct outcome *seen = IN_CHILD({
        static unsigned char byte;

        byte = 1;
        if (!prepare_ordinary_user())
            _exit(77);
        _exit(frame_behind(&byte) == -1 ? 0 : 1);
    });

    if (seen->status == 77)
        not_tried("cannot become an ordinary user");
    else
        CU_ASSERT_EQUAL(seen->status, 0);
}

/* Does each written page count, and no other? */
TEST(written_pages_are_dirty)
{
    unsigned char *pages = new_pages();
    long page_kib = (long)page_bytes() / 1024;
    struct frame_dirty dirty = frame_dirty_around(pages);

    if (dirty.private_kib == -1) {
        not_tried("this kernel has no smaps");
        free_pages(pages);
        return;
    }
    for (int i = 0; i < PAGES; i++) {
        dirty = frame_dirty_around(pages + i);
        CU_ASSERT_EQUAL(dirty.private_kib, i * page_kib);
        CU_ASSERT_EQUAL(dirty.shared_kib, 0);
        pages[(size_t)i * page_bytes()] = 1;
    }
    free_pages(pages);
}

/* Is a page shared after fork, and private once it is written? */
TEST(copied_page_is_private)
{
    unsigned char *inherited = new_pages();

    if (is_skipped(frame_dirty_around(inherited).private_kib == -1,
            "this kernel has no smaps"))
        return;
    inherited[0] = inherited[page_bytes()] = 1;
    const struct outcome *seen = IN_CHILD({
        /* Of two pages shared by fork, write to one. */
        long page_kib = (long)page_bytes() / 1024;
        struct frame_dirty lent = frame_dirty_around(inherited);

        *inherited = 2;
        struct frame_dirty own = frame_dirty_around(inherited);
        _exit(lent.private_kib == 0 && lent.shared_kib == 2 * page_kib &&
                      own.private_kib == page_kib && own.shared_kib == page_kib
                  ? 0
                  : 1);
    });
    CU_ASSERT_EQUAL(seen->status, 0);
    free_pages(inherited);
}

/* Is an unmapped address reported as such? */
TEST(no_mapping_no_answer)
{
    unsigned char *pages = new_pages();

    free_pages(pages);
    CU_ASSERT_EQUAL(frame_behind(pages), -1);
    CU_ASSERT_EQUAL(frame_dirty_around(pages).private_kib, -1);
    CU_ASSERT_EQUAL(frame_dirty_around(NULL).private_kib, -1);
}
