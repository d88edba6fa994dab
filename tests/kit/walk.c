/* Does a walk take each step exactly once, and no other? */

#include "kit/walk.h"

#include "../harness/program.h"

#include <string.h>
#include <unistd.h>

enum { LINE = 64, TIMES = 3 };

/* The word at the start of a line, and whether the rest of it is untouched. */
static unsigned long
count_at(const struct walk *walk, size_t line)
{
    unsigned long words[LINE / sizeof(unsigned long)];

    memcpy(words, walk->memory + line * LINE, LINE);
    for (size_t i = 1; i < LINE / sizeof(words[0]); i++)
        CU_ASSERT_EQUAL(words[i], 0);
    return words[0];
}

/* Is there a step in each line, even in an incomplete last one? */
TEST(each_line_is_walked)
{
    static const size_t sizes[] = {1, 63, 64, 65, 5000, 16384, 100000};
    struct walk walk;

    for (int i = 0; i < COUNT(sizes); i++) {
        walk_new(&walk, sizes[i], WALK_LINE);
        for (int time = 0; time < TIMES; time++)
            walk_once(&walk);
        for (size_t line = 0; line < walk_room(sizes[i]) / LINE; line++)
            CU_ASSERT_EQUAL(
                count_at(&walk, line), line * LINE < sizes[i] ? TIMES : 0);
    }
}

/* Is there one step in each page, on a different line from page to page? */
TEST(each_page_is_walked)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), lines = page / LINE;
    struct walk walk;

    for (size_t pages = 1; pages < 2 * lines + 3; pages += lines - 1) {
        walk_new(&walk, pages * page - 1, WALK_PAGE);
        for (int time = 0; time < TIMES; time++)
            walk_once(&walk);
        for (size_t line = 0; line < pages * lines; line++)
            CU_ASSERT_EQUAL(count_at(&walk, line),
                line % lines == line / lines % lines ? TIMES : 0);
    }
}

/* Does an empty set have no memory and no steps? */
TEST(empty_set_is_nothing)
{
    struct walk walk;

    walk_new(&walk, 0, WALK_PAGE);
    CU_ASSERT_EQUAL(walk.room, 0);
    walk_once(&walk);
    walk_new(&walk, 0, WALK_LINE);
    walk_once(&walk);
    CU_ASSERT_EQUAL(walk_room(0), 0);
    CU_ASSERT_EQUAL(walk_room(1), (size_t)sysconf(_SC_PAGESIZE));
}

/* Does a walk over existing memory leave its neighbours unchanged? */
TEST(borders_are_kept)
{
    struct walk whole, part;
    size_t page = walk_room(1);

    walk_new(&whole, 3 * page, WALK_LINE);
    walk_over(&part, whole.memory + page, page, WALK_LINE);
    walk_once(&part);
    for (size_t line = 0; line < 3 * page / LINE; line++)
        CU_ASSERT_EQUAL(count_at(&whole, line), line / (page / LINE) == 1);
}

/* Is a lack of memory reported? */
TEST(lack_of_memory_is_reported)
{
    const struct outcome *seen = IN_CHILD({
        struct walk walk;

        walk_new(&walk, (size_t)1 << 60, WALK_LINE);
    });

    CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
    CHECK_HAS(seen->err, "mmap");
}
