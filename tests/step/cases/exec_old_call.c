/* expect: refused; says: a system call of 32 bits */

/* By another door it would open a file: 5 is fstat here, and open there. */

#include <sys/wait.h>
#include <unistd.h>
int
main(int count, char **argument)
{
    if (count > 1) {
#ifdef __x86_64__
        long result = 5;
        __asm__ volatile("int $0x80"
                         : "+a"(result)
                         : "b"(0L), "c"(0L), "d"(0L)
                         : "memory");
        return result >= 0;
#else
        return 1;
#endif
    }
    if (fork() == 0) {
        execl(argument[0], argument[0], "again", (char *)NULL);
        _exit(127);
    }
    wait(NULL);
}
