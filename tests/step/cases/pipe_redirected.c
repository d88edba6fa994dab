/* expect: holds; options: --preemptions=1 */
#include <sys/wait.h>
#include <unistd.h>
int
main(void)
{
    int ends[2], all = 0;
    ssize_t n;
    char text[16];
    if (pipe(ends) == -1)
        return 2;
    for (int i = 0; i < 2; i++)
        if (fork() == 0) {
            close(ends[0]);
            dup2(ends[1], STDOUT_FILENO);
            close(ends[1]);
            _exit(write(STDOUT_FILENO, "x", 1) != 1);
        }
    close(ends[1]);
    while ((n = read(ends[0], text, sizeof(text))) > 0)
        all += (int)n;
    return all != 2;
}
