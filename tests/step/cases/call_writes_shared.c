/* expect: holds */

/* A call that only its caller can notice, but for where it writes its answer.
 */

#include <pthread.h>
#include <sys/utsname.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static struct utsname system_name;
static int seen;
static void *
writer(void *unused)
{
    pthread_mutex_lock(&m);
    uname(&system_name);
    pthread_mutex_unlock(&m);
    return unused;
}
static void *
reader(void *unused)
{
    pthread_mutex_lock(&m);
    seen = system_name.sysname[0];
    pthread_mutex_unlock(&m);
    return unused;
}
int
main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, writer, NULL);
    pthread_create(&b, NULL, reader, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return system_name.sysname[0] != 'L' || (seen != 0 && seen != 'L');
}
