#define _GNU_SOURCE /* RUSAGE_THREAD */

#include "memory.h"

#include "kit/die.h"
#include "kit/scenario.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    ROOM = 2 * 65536, /* has a whole page in it, also where that is 64 KiB */
    STARTER_WROTE = 1,
    MAX_LINES = MEMORY_WORKERS * (MEMORY_ROWS + 4),
    LINE_BYTES = 96,
};

static const char *const fate_names[] = {"-", "shared", "copied", "own"};

#define AT(member) offsetof(struct memory_options, member)
static const struct option_row options_table[] = {
    {"workers", OPTION_NUMBER, AT(workers), "1", 1, MEMORY_WORKERS,
        .help = "how many take a turn, one after another"},
    {"carries", OPTION_FLAG, AT(carries), .silent = true,
        .help = "show the values of what else they carry, too"},
    {"hold-ms", OPTION_NUMBER, AT(hold_ms), "0", 0, 3600000, .silent = true,
        .help = "keep all alive so long, to look into /proc"},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object"},
    {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct memory_region, member)
static const struct field region_fields[] = {
    {"starter_address", FIELD_ADDRESS, AT(starter_address), NULL},
    {"worker_address", FIELD_ADDRESS, AT(worker_address), NULL},
    {"starter_before", FIELD_INTEGER, AT(starter_before.value), NULL},
    {"worker_saw", FIELD_INTEGER, AT(worker_before.value), NULL},
    {"worker_wrote", FIELD_INTEGER, AT(wrote), NULL},
    {"starter_after", FIELD_INTEGER, AT(starter_after.value), NULL},
    {"reached", FIELD_INTEGER, AT(reached), NULL},
    {"minor_faults", FIELD_INTEGER, AT(minor_faults), NULL},
    {"starter_frame_before", FIELD_INTEGER, AT(starter_before.frame), NULL},
    {"worker_frame_before", FIELD_INTEGER, AT(worker_before.frame), NULL},
    {"worker_frame_after", FIELD_INTEGER, AT(worker_after.frame), NULL},
    {"starter_frame_after", FIELD_INTEGER, AT(starter_after.frame), NULL},
    {"private_dirty_before_kib", FIELD_INTEGER,
        AT(worker_before.dirty.private_kib), NULL},
    {"private_dirty_after_kib", FIELD_INTEGER,
        AT(worker_after.dirty.private_kib), NULL},
    {"shared_dirty_before_kib", FIELD_INTEGER,
        AT(worker_before.dirty.shared_kib), NULL},
    {"shared_dirty_after_kib", FIELD_INTEGER, AT(worker_after.dirty.shared_kib),
        NULL},
    {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct memory_carried, member)
static const struct field carried_fields[] = {
    {"starter_before", FIELD_TEXT, AT(at[MEMORY_BEFORE]), NULL},
    {"worker_saw", FIELD_TEXT, AT(at[MEMORY_SAW]), NULL},
    {"worker_set", FIELD_TEXT, AT(at[MEMORY_SET]), NULL},
    {"starter_after", FIELD_TEXT, AT(at[MEMORY_AFTER]), NULL}, {.name = NULL}};
#undef AT

/* Each row of the result, by its name in JSON and by which it is. */
#define REGIONS(ROW)                                                           \
    ROW("text", MEMORY_TEXT)                                                   \
    ROW("data", MEMORY_DATA)                                                   \
    ROW("bss", MEMORY_BSS)                                                     \
    ROW("heap", MEMORY_HEAP)                                                   \
    ROW("stack", MEMORY_STACK)                                                 \
    ROW("thread_local", MEMORY_TLS)                                            \
    ROW("mapping", MEMORY_MAPPING)
#define CARRIED(ROW)                                                           \
    ROW("pid", MEMORY_PID)                                                     \
    ROW("tid", MEMORY_TID)                                                     \
    ROW("state", MEMORY_STATE)                                                 \
    ROW("name", MEMORY_NAME)                                                   \
    ROW("registers", MEMORY_REGISTERS)                                         \
    ROW("errno", MEMORY_ERRNO)                                                 \
    ROW("signal_mask", MEMORY_SIGNAL_MASK)                                     \
    ROW("signal_handler", MEMORY_SIGNAL_HANDLER)                               \
    ROW("open_files", MEMORY_OPEN_FILES)                                       \
    ROW("file_offset", MEMORY_FILE_OFFSET)                                     \
    ROW("directory", MEMORY_DIRECTORY)                                         \
    ROW("umask", MEMORY_UMASK)

_Static_assert(MEMORY_ROWS - MEMORY_PID == CARRIED_THINGS, "rows are missing");

#define NAME(name, row) [row] = name,
static const char *const row_names[] = {REGIONS(NAME) CARRIED(NAME)};
#undef NAME

#define AT(member)        offsetof(struct memory_evidence, member)
#define REGION(name, row) {name, FIELD_OBJECT, AT(regions[row]), region_fields},
#define THING(name, row)                                                       \
    {name, FIELD_OBJECT, AT(carried[row - MEMORY_PID]), carried_fields},
static const struct field evidence_fields[] = {
    REGIONS(REGION) CARRIED(THING){.name = NULL}};
#undef REGION
#undef THING
#undef AT

#define AT(member)      offsetof(struct memory_result, member)
#define FATE(name, row) {name, FIELD_TEXT, AT(fates[row]), NULL},
static const struct field result_fields[] = {
    REGIONS(FATE)
        CARRIED(FATE){"minor_faults", FIELD_INTEGER, AT(minor_faults), NULL},
    {"frames", FIELD_TEXT, AT(frames), NULL}, {"ok", FIELD_BOOL, AT(ok), NULL},
    {"regions", FIELD_LINES, AT(region_lines), NULL},
    {"carries", FIELD_LINES, AT(carried_lines), NULL},
    {"evidence", FIELD_OBJECT, AT(evidence), evidence_fields},
    {"note", FIELD_TEXT, AT(note), NULL}, {.name = NULL}};
#undef FATE
#undef AT

/* ---- Places. ---- */

static unsigned char data_room[ROOM] = {1}; /* not all zero, or it were bss */
static unsigned char bss_room[ROOM];
static _Thread_local unsigned char tls_room[ROOM];

static size_t
page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

size_t
memory_mapping_bytes(const struct memory_options *options)
{
    return page_bytes() + (size_t)options->workers * sizeof(struct memory_turn);
}

size_t
memory_room_bytes(void)
{
    return 2 * page_bytes();
}

volatile unsigned char *
memory_page_in(unsigned char *room)
{
    uintptr_t into = (uintptr_t)room % page_bytes();

    return room + (into == 0 ? 0 : page_bytes() - into);
}

void
memory_open(struct memory *memory, void *mapping, unsigned char *stack)
{
    volatile unsigned char **places = memory->places;

    if (memory_room_bytes() > ROOM)
        die(STATUS_CANNOT, "pages of %zu bytes: more than this can do with",
            page_bytes());
    memory->mapping = mapping;
    memory->turns = (void *)((unsigned char *)mapping + page_bytes());
    memory->heap = aligned_alloc(page_bytes(), page_bytes());
    if (memory->heap == NULL)
        die(STATUS_CANNOT, "aligned_alloc: %m: no page on the heap");
    places[MEMORY_TEXT] = (unsigned char *)(uintptr_t)memory_work;
    places[MEMORY_DATA] = memory_page_in(data_room);
    places[MEMORY_BSS] = memory_page_in(bss_room);
    places[MEMORY_HEAP] = memory->heap;
    places[MEMORY_STACK] = memory_page_in(stack);
    places[MEMORY_TLS] = memory_page_in(tls_room);
    places[MEMORY_MAPPING] = mapping;
    for (int i = MEMORY_TEXT + 1; i < MEMORY_REGIONS; i++)
        *places[i] = STARTER_WROTE;
    carried_open();
}

void
memory_close(const struct memory *memory)
{
    carried_close();
    free(memory->heap);
}

/* ---- The turns. ---- */

static struct memory_sight
look_at(const volatile unsigned char *place)
{
    struct memory_sight sight = {.value = *place}; /* which touches it */

    sight.frame = frame_behind(place);
    sight.dirty = frame_dirty_around(place);
    return sight;
}

static void
look_at_state(
    pid_t pid, pid_t tid, struct memory_turn *turn, enum memory_moment moment)
{
    carried_state(pid, tid, turn->carried[CARRIED_STATE].at[moment]);
}

/* Keeps errno, which is one of the things. */
static void
look_around(struct memory_turn *turn, enum memory_moment moment)
{
    for (int i = 0; i < CARRIED_THINGS; i++)
        carried_look((enum carried)i, turn->carried[i].at[moment]);
}

void
memory_before(struct memory *memory, int index)
{
    struct memory_turn *turn = &memory->turns[index];

    for (int i = 0; i < MEMORY_REGIONS; i++) {
        turn->regions[i].starter_address = memory->places[i];
        turn->regions[i].starter_before = look_at(memory->places[i]);
    }
    errno = ERANGE;
    look_around(turn, MEMORY_BEFORE);
    look_at_state(getpid(), carried_tid(), turn, MEMORY_BEFORE);
}

/* The faults of this thread alone, without a page read from a disk. */
static long
minor_faults(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_THREAD, &usage) == -1)
        die(STATUS_CANNOT, "getrusage: %m: cannot count page faults");
    return usage.ru_minflt;
}

static void
visit_region(struct memory_region *region, volatile unsigned char *place,
    unsigned char value)
{
    region->worker_address = place;
    if (place != region->starter_address)
        *place = 0; /* nobody has written to it yet */
    look_at(place); /* a rehearsal: what it takes of memory, it has then */
    region->worker_before = look_at(place);
    region->wrote = -1;
    if (value != 0) {
        long before = minor_faults();
        *place = value;
        region->minor_faults = minor_faults() - before;
        region->wrote = value;
    }
    region->worker_after = look_at(place);
}

void
memory_work(struct memory *memory, int index, volatile unsigned char *stack)
{
    struct memory_turn *turn = &memory->turns[index];
    volatile unsigned char *place;

    look_around(turn, MEMORY_SAW);
    turn->pid = getpid();
    turn->tid = carried_tid();
    for (int i = 0; i < MEMORY_REGIONS; i++) {
        place = memory->places[i];
        if (i == MEMORY_STACK)
            place = stack;
        if (i == MEMORY_TLS)
            place = memory_page_in(tls_room); /* the worker's, if it has one */
        visit_region(&turn->regions[i], place,
            i == MEMORY_TEXT ? 0 : (unsigned char)(STARTER_WROTE + 1 + index));
    }
    for (int i = 0; i < CARRIED_THINGS; i++)
        if (i != CARRIED_ERRNO)
            carried_change((enum carried)i);
    carried_change(CARRIED_ERRNO); /* last: the others use it */
    look_around(turn, MEMORY_SET);
}

void
memory_after(struct memory *memory, int index)
{
    struct memory_turn *turn = &memory->turns[index];

    look_around(turn, MEMORY_AFTER);
    look_at_state(turn->pid, turn->tid, turn, MEMORY_SET);
    look_at_state(getpid(), carried_tid(), turn, MEMORY_AFTER);
    for (int i = 0; i < MEMORY_REGIONS; i++) {
        struct memory_region *region = &turn->regions[i];
        region->starter_after = look_at(region->starter_address);
        region->reached = -1;
        if (region->worker_address != region->starter_address &&
            turn->pid == getpid())
            region->reached = *region->worker_address;
    }
}

void
memory_tell_hold(const struct memory *memory)
{
    const struct memory_turn *turn = &memory->turns[0];

    if (memory->options->hold_ms > 0)
        complain("for %ld ms: the starter is process %d, worker 0 is task %d "
                 "of process %d: see /proc/%d/smaps",
            memory->options->hold_ms, (int)getpid(), (int)turn->tid,
            (int)turn->pid, (int)turn->pid);
}

void
memory_collect(const struct memory *memory, struct memory_result *result)
{
    memcpy(result->turns, memory->turns,
        (size_t)memory->options->workers * sizeof(result->turns[0]));
}

/* ---- What it means. ---- */

/* Text is not written. It is one if its frame is, or, where frames are hidden
 * (or the kernel has just moved it), if the worker has all of it from the file:
 * a copy would not be. */
static enum memory_fate
fate_of_text(const struct memory_region *region)
{
    long frame = region->worker_after.frame;
    long copies_kib = region->worker_after.dirty.anonymous_kib;

    if (copies_kib == 0 ||
        (frame != -1 && frame == region->starter_after.frame))
        return MEMORY_SHARED;
    return frame == -1 && copies_kib == -1 ? MEMORY_UNKNOWN : MEMORY_COPIED;
}

static enum memory_fate
fate_of_region(const struct memory_region *region)
{
    if (region->worker_address != region->starter_address)
        return MEMORY_OWN;
    if (region->wrote == -1)
        return fate_of_text(region);
    if (region->starter_after.value == region->wrote)
        return MEMORY_SHARED;
    return region->worker_before.value == region->starter_before.value
               ? MEMORY_COPIED
               : MEMORY_OWN;
}

static enum memory_fate
fate_of_carried(const struct memory_carried *seen, enum carried thing)
{
    const char *before = seen->at[MEMORY_BEFORE], *saw = seen->at[MEMORY_SAW];
    const char *set = seen->at[MEMORY_SET];

    if (*set == '\0' || (carried_can_change(thing) && strcmp(set, saw) == 0))
        return MEMORY_UNKNOWN;
    if (strcmp(seen->at[MEMORY_AFTER], set) == 0)
        return MEMORY_SHARED;
    return strcmp(saw, before) == 0 ? MEMORY_COPIED : MEMORY_OWN;
}

static enum memory_fate
fate_of(const struct memory_turn *turn, int row)
{
    int thing = row - MEMORY_PID;

    return row < MEMORY_REGIONS
               ? fate_of_region(&turn->regions[row])
               : fate_of_carried(&turn->carried[thing], (enum carried)thing);
}

/* ---- Lines. ---- */

static void
write_word(char text[CARRIED_BYTES], const char *word)
{
    snprintf(text, CARRIED_BYTES, "%s", word);
}

struct lines {
    int count;
    char text[MAX_LINES][LINE_BYTES];
    const char *lines[MAX_LINES + 1];
};

static struct lines region_lines, carried_lines;

static void __attribute__((format(printf, 2, 3)))
add_line(struct lines *lines, const char *format, ...)
{
    char *text = lines->text[lines->count];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, LINE_BYTES, format, arguments);
    va_end(arguments);
    for (size_t end = strlen(text); end > 0 && text[end - 1] == ' ';)
        text[--end] = '\0';
    lines->lines[lines->count++] = text;
}

/* A number for a cell; "-" for -1. */
static const char *
cell(char text[CARRIED_BYTES], long number, const char *format)
{
    if (number == -1)
        return "-";
    snprintf(text, CARRIED_BYTES, format, number);
    return text;
}

/* The columns in the middle: frames, or where these are hidden, KiB. */
static void
format_behind(char text[LINE_BYTES], const struct memory_region *region,
    bool frames, bool starter, bool worker)
{
    char a[CARRIED_BYTES], b[CARRIED_BYTES], c[CARRIED_BYTES], d[CARRIED_BYTES];
    const struct memory_sight *before = &region->worker_before,
                              *after = &region->worker_after;

    if (frames)
        snprintf(text, LINE_BYTES, "%-8s%-8s%-7s",
            starter ? cell(a, region->starter_after.frame, "%lx") : "",
            worker ? cell(b, before->frame, "%lx") : "",
            worker ? cell(c, after->frame, "%lx") : "");
    else if (worker)
        snprintf(text, LINE_BYTES, "%-6s%-6s%-6s%-5s",
            cell(a, before->dirty.private_kib, "%ld"),
            cell(b, after->dirty.private_kib, "%ld"),
            cell(c, before->dirty.shared_kib, "%ld"),
            cell(d, after->dirty.shared_kib, "%ld"));
    else
        snprintf(text, LINE_BYTES, "%23s", "");
}

/* One line; two where the worker's variable is another one than the starter's.
 */
static void
add_region(struct lines *lines, const char *name,
    const struct memory_region *region, enum memory_fate fate, bool frames)
{
    char behind[LINE_BYTES], was[CARRIED_BYTES], now[CARRIED_BYTES],
        saw[CARRIED_BYTES], set[CARRIED_BYTES], faults[CARRIED_BYTES];
    bool apart = region->worker_address != region->starter_address;

    cell(was, region->starter_before.value, "%ld");
    cell(now, region->starter_after.value, "%ld");
    if (apart) {
        format_behind(behind, region, frames, true, false);
        add_line(lines, "%-8s %-12lx %3s %3s          %s", name,
            (unsigned long)(uintptr_t)region->starter_address, was, now,
            behind);
    }
    format_behind(behind, region, frames, !apart, true);
    add_line(lines, "%-8s %-12lx %3s %3s  %3s %3s %s%6s  %s", apart ? "" : name,
        (unsigned long)(uintptr_t)region->worker_address, apart ? "" : was,
        apart ? cell(now, region->reached, "%ld") : now,
        cell(saw, region->worker_before.value, "%ld"),
        cell(set, region->wrote, "%ld"), behind,
        region->wrote == -1 ? "" : cell(faults, region->minor_faults, "%ld"),
        fate_names[fate]);
}

static void
add_regions(struct lines *lines, const struct memory_turn *turn, bool frames)
{
    add_line(lines, "%-21s starter  worker  %-24sminor", "",
        frames ? "frame   worker  worker" : "worker, dirty KiB:");
    add_line(lines, "%-8s %-12s was now  saw set %-23sfaults  it is", "region",
        "address", frames ? "starter before  after" : "private     shared");
    for (int i = 0; i < MEMORY_REGIONS; i++)
        add_region(lines, i == MEMORY_TLS ? "TLS" : row_names[i],
            &turn->regions[i], fate_of(turn, i), frames);
}

static void
add_carried(struct lines *lines, const struct memory_turn *turn)
{
    char name[32];

    add_line(lines, "%-15s%-15s%-15s%-15s%-15s", "", "starter had",
        "worker began", "worker set", "starter has");
    for (int i = 0; i < CARRIED_THINGS; i++) {
        const struct memory_carried *seen = &turn->carried[i];
        snprintf(name, sizeof(name), "%s", row_names[MEMORY_PID + i]);
        for (char *c = name; *c != '\0'; c++)
            *c = *c == '_' ? ' ' : *c;
        add_line(lines, "%-15s%-15s%-15s%-15s%-15s", name,
            seen->at[MEMORY_BEFORE], seen->at[MEMORY_SAW], seen->at[MEMORY_SET],
            seen->at[MEMORY_AFTER]);
    }
}

static void
write_lines(const struct memory_options *options, struct memory_result *result,
    bool frames)
{
    region_lines.count = carried_lines.count = 0;
    for (int i = 0; i < options->workers; i++) {
        const struct memory_turn *turn = &result->turns[i];
        if (options->workers > 1) {
            add_line(&region_lines, "worker %d", i);
            add_line(&carried_lines, "worker %d", i);
        }
        add_regions(&region_lines, turn, frames);
        add_carried(&carried_lines, turn);
    }
    if (!frames)
        add_line(&region_lines, "root would see more: the physical frame "
                                "behind each address (pagemap)");
    region_lines.lines[region_lines.count] = NULL;
    carried_lines.lines[carried_lines.count] = NULL;
    result->region_lines = region_lines.lines;
    if (options->carries)
        result->carried_lines = carried_lines.lines;
}

/* ---- The judge. ---- */

/* The rows of all workers; false at the first that is not as promised. What
 * could not be seen is no breach. */
static bool
weigh(const struct memory_options *options, struct memory_result *result)
{
    int counts[MEMORY_OWN + 1] = {0};

    for (int i = 0; i < options->workers; i++)
        for (int row = 0; row < MEMORY_ROWS; row++) {
            enum memory_fate fate = fate_of(&result->turns[i], row);
            write_word(result->fates[row], fate_names[fate]);
            if (fate != memory_promise[row] && fate != MEMORY_UNKNOWN) {
                snprintf(result->note, sizeof(result->note),
                    "%s of worker %d is %s, and this model promises: %s",
                    row_names[row], i, fate_names[fate],
                    fate_names[memory_promise[row]]);
                return false;
            }
            if (i == 0 && row < MEMORY_REGIONS)
                counts[fate]++;
        }
    snprintf(result->note, sizeof(result->note),
        "of %d regions, shared (one for both): %d; copied at the worker's "
        "write: %d; own (each has another): %d",
        MEMORY_REGIONS, counts[MEMORY_SHARED], counts[MEMORY_COPIED],
        counts[MEMORY_OWN]);
    return true;
}

static bool
frames_are_told(const struct memory_turn *turn)
{
    for (int i = 0; i < MEMORY_REGIONS; i++)
        if (turn->regions[i].worker_after.frame == -1)
            return false;
    return true;
}

static int
run(const void *options, void *result)
{
    return memory_run(options, result);
}

static int
judge(const void *from, void *into)
{
    const struct memory_options *options = from;
    struct memory_result *result = into;
    bool frames = frames_are_told(&result->turns[0]);

    write_word(result->frames, frames ? "seen" : "hidden");
    for (int i = 0; i < options->workers; i++)
        for (int row = 0; row < MEMORY_REGIONS; row++)
            result->minor_faults += result->turns[i].regions[row].minor_faults;
    for (int row = 0; row < MEMORY_REGIONS; row++)
        result->found.regions[row] = &result->turns[0].regions[row];
    for (int i = 0; i < CARRIED_THINGS; i++)
        result->found.carried[i] = &result->turns[0].carried[i];
    result->evidence = &result->found;
    write_lines(options, result, frames);
    result->ok = weigh(options, result);
    return result->ok ? STATUS_HELD : STATUS_BROKEN;
}

const struct scenario scenario = {
    .name = "memory",
    .question = "Who sees a worker's write, and what does it carry?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct memory_options),
    .result_bytes = sizeof(struct memory_result),
    .run = run,
    .judge = judge,
};
