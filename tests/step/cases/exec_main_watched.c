/* expect: refused; options: --watch=total; says: variables of main */
#include <unistd.h>
int total;
int
main(void)
{
    if (fork() == 0)
        _exit(0);
    execl("/bin/true", "true", (char *)NULL);
    return 127;
}
