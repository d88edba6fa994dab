#include "complaint.h"

#include "symbols.h"

#include <signal.h>
#include <string.h>

/* Of glibc's struct abort_msg_s: a size of 4 bytes comes first. */
enum { TEXT = 4 };

void
complaint_learn(struct program *program)
{
    program->complaint = symbols_in_library("__abort_msg");
}

char *
complaint_read(const struct ahead *ahead)
{
    uint64_t where = ahead->machine->program->complaint, said = 0;
    char text[80] = "";

    if (ahead->signal != SIGABRT || where == 0 ||
        !target_peek(ahead->task, where, &said, sizeof(said)) || said == 0 ||
        !target_peek(ahead->task, said + TEXT, text, sizeof(text) - 1))
        return NULL;
    text[strcspn(text, "\n")] = '\0';
    return strdup(text);
}
