/* expect: fails */

/* Of processes, too: who comes first, the one who changes the shared buffer or
 * the one who writes it into a pipe, decides what is read. */

#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    char *text = mmap(
        NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int ends[2];
    char seen = 0;

    if (text == MAP_FAILED || pipe(ends) != 0)
        return 2;
    *text = 'o';
    if (fork() == 0) {
        *text = 'n';
        _exit(0);
    }
    if (fork() == 0) {
        struct iovec piece = {text, 1};
        writev(ends[1], &piece, 1);
        _exit(0);
    }
    wait(NULL);
    wait(NULL);
    read(ends[0], &seen, 1);
    return seen == 'o';
}
