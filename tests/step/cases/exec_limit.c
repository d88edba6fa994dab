/* expect: refused; says: its limits have been changed */

/* Another program inherits the limits. */

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 77 };

int
main(int count, char **argument)
{
    struct rlimit limit;
    int status;

    getrlimit(RLIMIT_NOFILE, &limit);
    if (count > 1)
        return limit.rlim_cur != MOST;
    limit.rlim_cur = MOST;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (fork() == 0) {
        execl(argument[0], argument[0], "again", (char *)NULL);
        _exit(127);
    }
    wait(&status);
    return status != 0;
}
