/* expect: holds */

/* Processes talk through streams on a pipe: what fflush writes, others see. */

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int ends[2];
    char word[16] = "";
    if (pipe(ends) == -1)
        return 2;
    if (fork() == 0) {
        FILE *out = fdopen(ends[1], "w");
        fprintf(out, "%s\n", "hello");
        fflush(out);
        _exit(0);
    }
    close(ends[1]);
    FILE *in = fdopen(ends[0], "r");
    if (fgets(word, sizeof(word), in) == NULL || strcmp(word, "hello\n") != 0)
        return 1;
    return wait(NULL) == -1;
}
