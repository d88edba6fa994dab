/* The turns as lines, below the table: each region, its addresses, values and
 * frames; with --carries what else was seen. */

#include "memory.h"
#include "memory/parts.h"

#include "kit/format.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { MAX_LINES = MEMORY_WORKERS * (MEMORY_ROWS + 4), LINE_BYTES = 96 };

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

    FORMAT(text, LINE_BYTES, format);
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
    bool frames, bool of_main, bool of_worker)
{
    char a[CARRIED_BYTES], b[CARRIED_BYTES], c[CARRIED_BYTES], d[CARRIED_BYTES];
    const struct memory_sight *before = &region->worker_before,
                              *after = &region->worker_after;

    if (frames)
        snprintf(text, LINE_BYTES, "%-8s%-8s%-7s",
            of_main ? cell(a, region->main_after.frame, "%lx") : "",
            of_worker ? cell(b, before->frame, "%lx") : "",
            of_worker ? cell(c, after->frame, "%lx") : "");
    else if (of_worker)
        snprintf(text, LINE_BYTES, "%-6s%-6s%-6s%-5s",
            cell(a, before->dirty.private_kib, "%ld"),
            cell(b, after->dirty.private_kib, "%ld"),
            cell(c, before->dirty.shared_kib, "%ld"),
            cell(d, after->dirty.shared_kib, "%ld"));
    else
        snprintf(text, LINE_BYTES, "%23s", "");
}

/* One line; two where the worker's variable is another one than main's. */
static void
add_region(struct lines *lines, const char *name,
    const struct memory_region *region, enum memory_fate fate, bool frames)
{
    char behind[LINE_BYTES], was[CARRIED_BYTES], now[CARRIED_BYTES],
        saw[CARRIED_BYTES], set[CARRIED_BYTES], faults[CARRIED_BYTES];
    bool apart = region->worker_address != region->main_address;

    cell(was, region->main_before.value, "%ld");
    cell(now, region->main_after.value, "%ld");
    if (apart) {
        format_behind(behind, region, frames, true, false);
        add_line(lines, "%-8s %-12lx %3s %3s          %s", name,
            (unsigned long)(uintptr_t)region->main_address, was, now, behind);
    }
    format_behind(behind, region, frames, !apart, true);
    add_line(lines, "%-8s %-12lx %3s %3s  %3s %3s %s%6s  %s", apart ? "" : name,
        (unsigned long)(uintptr_t)region->worker_address, apart ? "" : was,
        apart ? cell(now, region->reached, "%ld") : now,
        cell(saw, region->worker_before.value, "%ld"),
        cell(set, region->wrote, "%ld"), behind,
        region->wrote == -1 ? "" : cell(faults, region->minor_faults, "%ld"),
        memory_fate_names[fate]);
}

static void
add_regions(struct lines *lines, const struct memory_turn *turn, bool frames)
{
    add_line(lines, "%-24smain   worker  %-24sminor", "",
        frames ? "frame:  worker  worker" : "worker, dirty KiB:");
    add_line(lines, "%-8s %-12s was now  saw set %-23sfaults  it is", "region",
        "address", frames ? "main    before  after" : "private     shared");
    for (int i = 0; i < MEMORY_REGIONS; i++)
        add_region(lines, i == MEMORY_TLS ? "TLS" : memory_row_names[i],
            &turn->regions[i], memory_fate_of(turn, i), frames);
}

static void
add_carried(struct lines *lines, const struct memory_turn *turn)
{
    char name[32];

    add_line(lines, "%-15s%-15s%-15s%-15s%-15s", "", "main had", "worker began",
        "worker set", "main has");
    for (int i = 0; i < CARRIED_THINGS; i++) {
        const struct memory_carried *seen = &turn->carried[i];
        snprintf(name, sizeof(name), "%s", memory_row_names[MEMORY_PID + i]);
        for (char *c = name; *c != '\0'; c++)
            *c = *c == '_' ? ' ' : *c;
        add_line(lines, "%-15s%-15s%-15s%-15s%-15s", name,
            seen->at[MEMORY_BEFORE], seen->at[MEMORY_SAW], seen->at[MEMORY_SET],
            seen->at[MEMORY_AFTER]);
    }
}

void
memory_write_lines(const struct memory_options *options,
    struct memory_result *result, bool frames)
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
    result->regions = region_lines.lines;
    if (options->carries)
        result->carries = carried_lines.lines;
}
