#include "layout.h"

#include "initial.h"
#include "inject.h"
#include "limit.h"
#include "mappings.h"
#include "target.h"

#include <elf.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* Far below all that the kernel may choose at random, and in its order without
 * randomization: the program, its heap, its mappings, its stack, the kernel's
 * own code. */
#define PROGRAM_AT  0x155555554000UL
#define ASKED_BELOW 0x2ffff7fff000UL
#define STACK_BELOW 0x2ffffffff000UL
#define VDSO_AT     0x300000000000UL

/* Only the owner knows the size of System V memory. */
#define ANY_SIZE (1UL << 30)

/* STACK_ROOM: free space below the initial stack. */
enum { PAGE = 4096, STACK_ROOM = 16 * PAGE };

static int refused = -1;

void
layout_move(void)
{
    refused = true;
}

bool
layout_is_random(void)
{
    /* It does not affect step itself, which is already running. */
    if (refused == -1)
        refused = personality(ADDR_NO_RANDOMIZE) == -1;
    return refused;
}

bool
layout_watch(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mremap, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_shmat, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
    };
    struct sock_fprog program = {
        .len = sizeof(filter) / sizeof(filter[0]), .filter = filter};

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static _Noreturn void
lose(const char *what)
{
    limit_refuse("personality(2) is refused, and %s, which would do in its "
                 "place, fails: in a container, allow all calls by "
                 "--security-opt seccomp=unconfined",
        what);
}

/* ---- Before the first instruction. ---- */

static void
move(struct inject *inject, const struct region *map, uint64_t by)
{
    uint64_t bytes = map->end - map->begin;
    const struct call call = {
        SYS_mremap, {map->begin, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED,
                        map->begin + by}};

    if (inject_call(inject, &call) != (long)(map->begin + by))
        lose("mremap(2)");
}

/* A file's mapping by the kernel, and the zeros behind it. */
struct part {
    const struct region *first, *end;
};

static struct part
find_part(const struct mappings *all, uint64_t address)
{
    const struct region *map = mappings_find(all, address);
    struct part part = {map, map};

    if (map == NULL || map->file == 0)
        lose("/proc/PID/maps");
    while (part.first > all->map && part.first[-1].file == map->file)
        part.first--;
    while (part.end < all->map + all->count &&
           (part.end->file == map->file ||
               (part.end->file == 0 && part.end->begin == part.end[-1].end)))
        part.end++;
    return part;
}

/* Move it there, if it is relocatable. Returns the distance. */
static uint64_t
move_part(struct inject *inject, const struct part *part, uint64_t to)
{
    Elf64_Half type;

    if (!target_peek(inject->task,
            part->first->begin + offsetof(Elf64_Ehdr, e_type), &type,
            sizeof(type)))
        lose("process_vm_readv(2)");
    if (type != ET_DYN)
        return 0;
    uint64_t by = to - part->first->begin;
    for (const struct region *map = part->first; map < part->end; map++)
        move(inject, map, by);
    return by;
}

/* The stack's strings are at random addresses; now no longer. */
static void
move_stack(struct inject *inject, const struct mappings *all,
    const struct initial *initial, struct laid *laid)
{
    const struct region *stack = mappings_find(all, initial->sp);
    uint64_t bytes = stack->end - stack->begin;

    move(inject, stack, STACK_BELOW - stack->end);
    if (!initial_write(initial, inject->task, STACK_BELOW, laid))
        lose("/proc/PID/mem");
    uint64_t low = (laid->sp - STACK_ROOM) / PAGE * PAGE;
    const struct call call = {
        SYS_munmap, {STACK_BELOW - bytes, low - (STACK_BELOW - bytes)}};
    if (low > STACK_BELOW - bytes && inject_call(inject, &call) != 0)
        lose("munmap(2)");
    /* Nothing is left of the old contents. */
    char zeros[STACK_ROOM] = {0};
    if (!target_poke(inject->task, laid->sp - STACK_ROOM, zeros, sizeof(zeros)))
        lose("/proc/PID/mem");
}

/* Fields of proc(5), /proc/PID/stat, by their numbers there. */
enum { STAT_FIRST = 3, STAT_CODE = 26, STAT_DATA = 45, STAT_FIELDS = 52 };

static bool
read_stat(pid_t process, uint64_t field[STAT_FIELDS + 1])
{
    char path[64], line[2048] = "";

    snprintf(path, sizeof(path), "/proc/%d/stat", (int)process);
    FILE *file = fopen(path, "re");
    bool good = file != NULL && fgets(line, sizeof(line), file) != NULL;
    if (file != NULL)
        fclose(file);
    const char *at = strrchr(line, ')');
    for (int i = STAT_FIRST; good && i <= STAT_FIELDS; i++) {
        at = at != NULL ? strchr(at + 1, ' ') : NULL;
        good = at != NULL;
        field[i] = good ? strtoul(at + 1, NULL, 10) : 0;
    }
    return good;
}

/* Tell the kernel where the heap begins, and what /proc shows. */
static void
tell(struct inject *inject, const struct laid *laid, size_t auxiliary_bytes,
    uint64_t by, uint64_t heap)
{
    uint64_t stat[STAT_FIELDS + 1];
    uint64_t at = laid->sp - STACK_ROOM;
    struct {
        struct prctl_mm_map map;
        Elf64_auxv_t auxiliary[MAX_AUXILIARY];
    } told = {0};
    const struct call call = {
        SYS_prctl, {PR_SET_MM, PR_SET_MM_MAP, at, sizeof(told.map)}};

    if (!read_stat(inject->task, stat) ||
        !target_peek(
            inject->task, laid->auxiliary, told.auxiliary, auxiliary_bytes))
        lose("/proc/PID/stat");
    told.map = (struct prctl_mm_map){.start_code = stat[STAT_CODE] + by,
        .end_code = stat[STAT_CODE + 1] + by,
        .start_data = stat[STAT_DATA] + by,
        .end_data = stat[STAT_DATA + 1] + by,
        .start_brk = heap,
        .brk = heap,
        .start_stack = laid->sp,
        .arg_start = laid->arguments,
        .arg_end = laid->variables,
        .env_start = laid->variables,
        .env_end = laid->variables_end,
        .auxv = (void *)(uintptr_t)(at + sizeof(told.map)),
        .auxv_size = (uint32_t)auxiliary_bytes,
        .exe_fd = (uint32_t)-1};
    if (!target_poke(inject->task, at, &told, sizeof(told)) ||
        inject_call(inject, &call) != 0)
        lose("PR_SET_MM of prctl(2)");
    memset(&told, 0, sizeof(told));
    if (!target_poke(inject->task, at, &told, sizeof(told)))
        lose("/proc/PID/mem");
}

static Elf64_auxv_t *
auxiliary(struct initial *initial, uint64_t type)
{
    int i = 0;

    while (i < initial->auxiliary_count - 1 &&
           initial->auxiliary[i].a_type != type)
        i++;
    return &initial->auxiliary[i]; /* the last: there is no such entry */
}

/* The program and its loader. Returns how far the program moves; *heap: the
 * place behind it. */
static uint64_t
move_files(struct inject *inject, const struct mappings *all,
    struct initial *initial, uint64_t *heap)
{
    Elf64_auxv_t *header = auxiliary(initial, AT_PHDR);
    Elf64_auxv_t *base = auxiliary(initial, AT_BASE);
    bool has_loader = base->a_type == AT_BASE && base->a_un.a_val != 0;
    const struct part program = find_part(all, header->a_un.a_val);
    uint64_t by = move_part(inject, &program, PROGRAM_AT), loader_by = 0;

    *heap = program.end[-1].end + by + PAGE;
    header->a_un.a_val += by;
    auxiliary(initial, AT_ENTRY)->a_un.a_val += by;
    if (has_loader) {
        const struct part loader = find_part(all, base->a_un.a_val);
        loader_by = move_part(inject, &loader,
            ASKED_BELOW - (loader.end[-1].end - loader.first->begin));
        base->a_un.a_val += loader_by;
    }
    arch_set_pc(&inject->registers,
        arch_pc(&inject->registers) + (has_loader ? loader_by : by));
    return by;
}

/* The call that moves it is within it: make the next one elsewhere. */
static void
move_vdso(
    struct inject *inject, const struct mappings *all, struct initial *initial)
{
    Elf64_auxv_t *header = auxiliary(initial, AT_SYSINFO_EHDR);
    const struct region *map = all->map;

    while (map < all->map + all->count && !map->is_kernel)
        map++;
    uint64_t by = VDSO_AT - map->begin;
    for (; map < all->map + all->count && map->is_kernel; map++)
        move(inject, map, by);
    header->a_un.a_val += by;
    inject->call_at += by;
}

void
layout_begin(pid_t process)
{
    struct mappings all = mappings_read(process);
    struct inject inject;
    struct initial initial;
    struct laid laid;
    uint64_t heap;

    if (!inject_begin(&inject, process))
        lose("a system call in the vDSO");
    const struct region *stack =
        mappings_find(&all, arch_sp(&inject.registers));
    if (stack == NULL || !initial_read(&initial, process,
                             arch_sp(&inject.registers), stack->end))
        lose("/proc/PID/mem");
    uint64_t by = move_files(&inject, &all, &initial, &heap);
    move_vdso(&inject, &all, &initial);
    move_stack(&inject, &all, &initial, &laid);
    tell(&inject, &laid,
        (size_t)initial.auxiliary_count * sizeof(*initial.auxiliary), by, heap);
    arch_set_sp(&inject.registers, laid.sp);
    if (!inject_end(&inject))
        lose("ptrace(2)");
    initial_free(&initial);
    mappings_free(&all);
}

/* ---- Later. ---- */

/* Fix the address that the call leaves to the kernel. False if it does not. */
static bool
choose(pid_t task, struct call *call)
{
    uint64_t *given = call->arguments;
    struct mappings all = mappings_read(task);
    bool chooses = false;

    switch (call->number) {
    case SYS_mmap:
        chooses = given[0] == 0 && (given[3] & MAP_FIXED) == 0;
        if (chooses)
            given[0] = mappings_gap(
                &all, (given[1] + PAGE - 1) / PAGE * PAGE, ASKED_BELOW);
        break;
    case SYS_mremap:
        chooses =
            (given[3] & MREMAP_MAYMOVE) != 0 && (given[3] & MREMAP_FIXED) == 0;
        given[3] |= MREMAP_FIXED;
        if (chooses)
            given[4] = mappings_gap(
                &all, (given[2] + PAGE - 1) / PAGE * PAGE, ASKED_BELOW);
        break;
    case SYS_shmat:
        chooses = given[1] == 0;
        if (chooses)
            given[1] = mappings_gap(&all, ANY_SIZE, ASKED_BELOW);
        break;
    default:
        break;
    }
    mappings_free(&all);
    return chooses;
}

bool
layout_met(pid_t task, int status)
{
    struct registers registers;
    struct call call;

    if (!WIFSTOPPED(status) || status >> 16 != PTRACE_EVENT_SECCOMP)
        return false;
    if (!arch_read(task, &registers))
        return true; /* it is gone, as waitpid will report */
    arch_call_entered(&registers, &call);
    if (choose(task, &call)) {
        arch_change_call(&registers, &call);
        arch_write(task, &registers);
    }
    return true;
}
