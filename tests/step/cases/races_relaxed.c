/* expect: holds; options: --races; says: if no atomic is relaxed */
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static int data;
static atomic_bool ready;

/* The second worker writes data only after the first has written it. To C11 a
 * relaxed flag does not order the two; its code here is that of one that does.
 */
static void *
write_it(void *unused)
{
    data = 1;
    atomic_store_explicit(&ready, 1, memory_order_relaxed);
    return unused;
}

static void *
change_it(void *unused)
{
    if (atomic_load_explicit(&ready, memory_order_relaxed))
        data = 2;
    return unused;
}

int
main(void)
{
    pthread_t writer, changer;

    pthread_create(&writer, NULL, write_it, NULL);
    pthread_create(&changer, NULL, change_it, NULL);
    pthread_join(writer, NULL);
    pthread_join(changer, NULL);
    return 0;
}
