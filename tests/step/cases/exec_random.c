/* expect: holds */

/* The program becomes itself: what it then does must not depend on chance. */

#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(int count, char **argument)
{
    int status[2];
    unsigned char byte = 0;
    if (count > 1 && strcmp(argument[1], "guard") == 0)
        return *(unsigned char *)getauxval(AT_RANDOM);
    if (count > 1)
        return getrandom(&byte, 1, 0) != 1 ? 1 : byte;
    for (int i = 0; i < 2; i++) {
        if (fork() == 0) {
            execl(argument[0], argument[0], i == 0 ? "guard" : "byte",
                (char *)NULL);
            _exit(127);
        }
        wait(&status[i]);
    }
    return status[0] != 0 || status[1] != 0;
}
