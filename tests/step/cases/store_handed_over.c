/* expect: holds */

/* Each writes one flag and then reads the other. But whoever writes has seen
 * the other's last store; and who reads too early only waits on. */

#include <pthread.h>
#include <stdatomic.h>
static atomic_int ping, pong;
static int data, seen;
static void *
play_first(void *unused)
{
    data = 7;
    atomic_store_explicit(&ping, 1, memory_order_release);
    while (!atomic_load_explicit(&pong, memory_order_acquire))
        continue;
    seen = data;
    atomic_store_explicit(&ping, 2, memory_order_release);
    return unused;
}
static void *
play_second(void *unused)
{
    while (atomic_load_explicit(&ping, memory_order_acquire) != 1)
        continue;
    data++;
    atomic_store_explicit(&pong, 1, memory_order_release);
    while (atomic_load_explicit(&ping, memory_order_acquire) != 2)
        continue;
    data++;
    return unused;
}
int
main(void)
{
    pthread_t one, two;
    pthread_create(&one, NULL, play_first, NULL);
    pthread_create(&two, NULL, play_second, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return seen != 8 || data != 9;
}
