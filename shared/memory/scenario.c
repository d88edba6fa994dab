/* The memory scenario as a program: its options, and its result. */

#include "memory.h"
#include "memory/parts.h"

#include "kit/die.h"
#include "kit/scenario.h"

enum { MAX_HOLD_MS = 3600000 };

static const struct option_row options_table[] = {
    OPTION("workers", struct memory_options, workers, "1", 1, MEMORY_WORKERS,
        .help = "how many take a turn, one after another"),
    OPTION("all", struct memory_options, all, .silent = true,
        .help = "show all rows of the table"),
    OPTION("carries", struct memory_options, carries, .silent = true,
        .help = "show what else a worker carries, with the values"),
    OPTION("hold-ms", struct memory_options, hold_ms, "0", 0, MAX_HOLD_MS,
        .silent = true, .help = "keep all alive this long, to look into /proc"),
    OPTIONS_END(struct memory_options)};

#define OBJECT struct memory_region
static const struct field region_fields[] = {
    FIELD_AS("starter_address", main_address),
    FIELD_AS("worker_address", worker_address),
    FIELD_AS("starter_before", main_before.value),
    FIELD_AS("worker_saw", worker_before.value),
    FIELD_AS("worker_wrote", wrote),
    FIELD_AS("starter_after", main_after.value), FIELD_AS("reached", reached),
    FIELD_AS("minor_faults", minor_faults),
    FIELD_AS("starter_frame_before", main_before.frame),
    FIELD_AS("worker_frame_before", worker_before.frame),
    FIELD_AS("worker_frame_after", worker_after.frame),
    FIELD_AS("starter_frame_after", main_after.frame),
    FIELD_AS("private_dirty_before_kib", worker_before.dirty.private_kib),
    FIELD_AS("private_dirty_after_kib", worker_after.dirty.private_kib),
    FIELD_AS("shared_dirty_before_kib", worker_before.dirty.shared_kib),
    FIELD_AS("shared_dirty_after_kib", worker_after.dirty.shared_kib),
    FIELDS_END};

#undef OBJECT
#define OBJECT struct memory_carried
static const struct field carried_fields[] = {
    FIELD_AS("starter_before", at[MEMORY_BEFORE]),
    FIELD_AS("worker_saw", at[MEMORY_SAW]),
    FIELD_AS("worker_set", at[MEMORY_SET]),
    FIELD_AS("starter_after", at[MEMORY_AFTER]), FIELDS_END};

/* Each row of the result, by its name in JSON and by which it is. */
/* clang-format off */
#define REGIONS(ROW)                                                           \
    ROW("text", MEMORY_TEXT) ROW("data", MEMORY_DATA) ROW("bss", MEMORY_BSS)   \
    ROW("heap", MEMORY_HEAP) ROW("stack", MEMORY_STACK)                        \
    ROW("thread_local", MEMORY_TLS) ROW("mapping", MEMORY_MAPPING)
#define CARRIED(ROW)                                                           \
    ROW("pid", MEMORY_PID) ROW("tid", MEMORY_TID) ROW("state", MEMORY_STATE)   \
    ROW("name", MEMORY_NAME) ROW("registers", MEMORY_REGISTERS)                \
    ROW("errno", MEMORY_ERRNO) ROW("signal_mask", MEMORY_SIGNAL_MASK)          \
    ROW("signal_handler", MEMORY_SIGNAL_HANDLER)                               \
    ROW("open_files", MEMORY_OPEN_FILES)                                       \
    ROW("file_offset", MEMORY_FILE_OFFSET)                                     \
    ROW("directory", MEMORY_DIRECTORY) ROW("umask", MEMORY_UMASK)
#define NAME(name, row) [row] = name,
#define FATE(name, row) FIELD_AS(name, fates[row]),
#define REGION(name, row)                                                      \
    {name, FIELD_OBJECT, offsetof(struct memory_evidence, regions[row]),       \
        region_fields},
#define THING(name, row)                                                       \
    {name, FIELD_OBJECT,                                                       \
        offsetof(struct memory_evidence, carried[row - MEMORY_PID]),           \
        carried_fields},

_Static_assert(MEMORY_ROWS - MEMORY_PID == CARRIED_THINGS, "rows are missing");

const char *const memory_row_names[MEMORY_ROWS] = {
    REGIONS(NAME) CARRIED(NAME)};

static const struct field evidence_fields[] = {
    REGIONS(REGION) CARRIED(THING) FIELDS_END};

#undef OBJECT
#define OBJECT struct memory_result
static const struct field result_fields[] = {REGIONS(FATE) CARRIED(FATE)
    FIELD(minor_faults), FIELD(frames), FIELD(ok), FIELD(rows), FIELD(regions),
    FIELD(carries), FIELD_IN(evidence, evidence_fields), FIELD(note), FIELDS_END};
/* clang-format on */

static int
run(const void *options, void *result)
{
    memory_run(options, result);
    return STATUS_HELD;
}

const struct scenario scenario = {
    .name = "memory",
    .question = "Who sees a worker's write, and what does it carry?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct memory_options),
    .result_bytes = sizeof(struct memory_result),
    .run = run,
    .judge = memory_judge,
};
