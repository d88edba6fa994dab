#include "inject.h"

#include "look.h"
#include "target.h"

#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

enum { VDSO_BYTES = 4096 };

uint64_t
inject_vdso(pid_t process)
{
    Elf64_auxv_t entry;
    uint64_t address = 0;

    FILE *file = look_file(process, "auxv");
    while (file != NULL && fread(&entry, sizeof(entry), 1, file) == 1)
        if (entry.a_type == AT_SYSINFO_EHDR)
            address = entry.a_un.a_val;
    if (file != NULL)
        fclose(file);
    return address;
}

uint64_t
inject_place(pid_t task)
{
    unsigned char code[VDSO_BYTES];
    uint64_t address = inject_vdso(task);

    if (address == 0 || !target_peek(task, address, code, sizeof(code)))
        return 0;
    for (size_t i = 0; i + arch_call_bytes <= sizeof(code); i++)
        if (memcmp(code + i, arch_call_code, arch_call_bytes) == 0)
            return address + i;
    return 0;
}

/* When we learn of the exec, it is not over: its result is written after that.
 */
bool
inject_begin(struct inject *inject, pid_t task)
{
    int status;

    inject->task = task;
    inject->call_at = inject_place(task);
    return inject->call_at != 0 &&
           ptrace(PTRACE_SYSCALL, task, NULL, 0L) == 0 &&
           waitpid(task, &status, __WALL) == task && WIFSTOPPED(status) &&
           arch_read(task, &inject->registers);
}

/* A step into a watched call (layout.h) ends before the kernel makes it. */
long
inject_call(struct inject *inject, const struct call *call)
{
    struct registers registers = inject->registers;
    int status;

    arch_prepare_call(&registers, inject->call_at, call);
    if (!arch_write(inject->task, &registers))
        return -errno;
    do {
        if (ptrace(PTRACE_SINGLESTEP, inject->task, NULL, 0L) == -1 ||
            waitpid(inject->task, &status, __WALL) != inject->task ||
            !WIFSTOPPED(status) || !arch_read(inject->task, &registers))
            return -ESRCH;
    } while (WSTOPSIG(status) != SIGTRAP || status >> 16 != 0);
    return arch_call_result(&registers);
}

bool
inject_end(const struct inject *inject)
{
    return arch_write(inject->task, &inject->registers);
}
