/* expect: refused; says: int 0x80 at old_call.c */

/* A system call by another door, with a number of its own. */

#include <sys/wait.h>
#include <unistd.h>

int
main(void)
{
    if (fork() == 0) {
#ifdef __x86_64__
        long result = 20;
        __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
        _exit(result == 0);
#else
        _exit(1);
#endif
    }
    wait(NULL);
    return 0;
}
