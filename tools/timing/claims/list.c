/* The note's claims, heading by heading, each in its own words. What is only a
 * definition, or tells how to call a library, is left out. */

#include "claims.h"

const struct claim claims[] = {
    {"1 processes", "每个进程都有自己的地址空间(CPU分配)。",
        "Each process has an address space of its own (allocated by the CPU).",
        "A worker writes to a variable: its parent must not see the write at "
        "the same address. (That the kernel allocates it, and not the CPU, "
        "cannot be measured.)",
        {FINDING_OWN_SPACE}},
    {"1 processes",
        "独立性：进程是一个能独立运行的基本单元。是系统分配资源与调度的基本单元"
        "。",
        "Independence: a process is a basic unit that can run by itself, the "
        "basic unit to which the system allocates resources and which it "
        "schedules.",
        "If the process were the unit that is scheduled, the kernel would not "
        "switch between threads of one. (What the note says of threads denies "
        "it too.)",
        {FINDING_ONLY_PROCESSES_SCHEDULED}},
    {"1 processes", "并发性：任何进程都可以与其他进程并发执行。",
        "Concurrency: any process can run concurrently with others.",
        "Two processes on one CPU: both do their work, in turns; and where "
        "they wait, in less time than one after the other.",
        {FINDING_ONE_AT_A_TIME, FINDING_WAITING}},

    {"2 concurrent, parallel",
        "某一时间段，几个程序在同一个CPU上运行，但在任意一个时间点上，只有一个"
        "程序在CPU上运行。",
        "Over a period several programs run on one CPU, but at any instant "
        "only one of them does.",
        "Two processes compute on one CPU: no two of their samples may show "
        "the same instant.",
        {FINDING_ONE_AT_A_TIME}},
    {"2 concurrent, parallel",
        "并发解决了程序排队等待的问题，如果一个程序发生阻塞，其他程序仍然可以正"
        "常执行。",
        "Concurrency means that programs need not queue: if one blocks, the "
        "others still run.",
        "The others still run: two processes that wait, as for a disk, finish "
        "on one CPU in less time than one after the other.",
        {FINDING_WAITING}},
    {"2 concurrent, parallel",
        "当操作系统有多个CPU时，一个CPU处理A线程，另一个CPU处理B线程，两个线程"
        "互相不抢占CPU资源，可以同时进行，这种方式成为并行。",
        "With several CPUs, one runs thread A and another thread B; they do "
        "not take the CPU from each other and run at once: this is "
        "parallelism.",
        "Two threads compute on all CPUs: some of their samples must show the "
        "same instant.",
        {FINDING_AT_ONCE}},

    {"3.1 threads: why", "进程的创建、撤销、切换花销太大。",
        "Creating, ending and switching processes costs too much.",
        "Too much: at least twice what it costs with threads, on one core. The "
        "end: the whole, less the time to the first instruction.",
        {FINDING_CREATE, FINDING_END, FINDING_YIELD, FINDING_SEM,
            FINDING_PIPE}},
    {"3.1 threads: why", "多个进程并行花销太大。",
        "Several processes in parallel cost too much.",
        "Too much: at least twice the time, or the memory, of several threads "
        "in parallel, for two tasks of 5 ms each.",
        {FINDING_PARALLEL_COST, FINDING_KERNEL_BYTES, FINDING_USER_BYTES}},
    {"3.1 threads: why",
        "80年代，出现了轻量级的，能够独立运行的基本单位，线程。",
        "In the eighties the lightweight basic unit that can run by itself "
        "appeared: the thread.",
        "Lightweight: one more process takes at least twice the time to create "
        "and twice the memory of one more thread. By itself: the kernel "
        "switches between threads.",
        {FINDING_CREATE, FINDING_KERNEL_BYTES, FINDING_USER_BYTES,
            FINDING_THREADS_SCHEDULED}},

    {"3.2 threads: what",
        "线程是进程中的一个实体，是被系统独立调度和分派的基本单位。",
        "A thread is an entity within a process; it is the basic unit that the "
        "system schedules and dispatches by itself.",
        "The kernel counts a switch for each yield from one thread to another "
        "of the same process.",
        {FINDING_THREADS_SCHEDULED}},
    {"3.2 threads: what",
        "线程自己不拥有系统资源，只拥有一点运行中必不可少的资源。",
        "A thread owns no resources of the system itself, but only the few "
        "that it cannot run without.",
        "Only the few: a process takes at least twice the memory of a thread, "
        "in the kernel (its stack, its record, page tables) and outside it.",
        {FINDING_KERNEL_BYTES, FINDING_USER_BYTES}},
    {"3.2 threads: what",
        "同一进程中的多个线程并发执行，这些线程共享进程所拥有的资源。",
        "Several threads of one process run concurrently, and share the "
        "resources that the process owns.",
        "One thread's write to a variable is seen by another, at the same "
        "address; and the kernel switches between them.",
        {FINDING_ONE_SPACE, FINDING_THREADS_SCHEDULED}},

    {"3.3 the difference",
        "进程是CPU资源分配的基本单位，线程是独立运行和独立调度的基本单位（CPU上"
        "真正运行的是线程）。",
        "The process is the basic unit of allocation, the thread that of "
        "running and scheduling (what really runs on the CPU is threads).",
        "Allocation: the address space is the process's. Scheduling: the "
        "kernel switches between threads of one process.",
        {FINDING_OWN_SPACE, FINDING_THREADS_SCHEDULED}},
    {"3.3 the difference",
        "进程拥有自己的资源空间，一个进程包含若干个线程，线程与CPU资源分配无关"
        "，多个线程共享同一进程内的资源。",
        "A process has a space of resources of its own and holds several "
        "threads; these have no part in the allocation, and share what is in "
        "the process.",
        "A process's write is its own, a thread's is everybody's; and a "
        "process takes at least twice a thread's memory.",
        {FINDING_OWN_SPACE, FINDING_ONE_SPACE, FINDING_KERNEL_BYTES,
            FINDING_USER_BYTES}},
    {"3.3 the difference", "线程的调度与切换比进程快很多。",
        "Threads are scheduled and switched much faster than processes.",
        "Much faster: with processes it takes at least twice as long. "
        "Scheduled: until a new one executes its first instruction. Switched: "
        "handed over to on one core.",
        {FINDING_START, FINDING_YIELD, FINDING_SEM, FINDING_PIPE,
            FINDING_WALK}},

    {"4 coroutines",
        "协程是一种比线程更加轻量级的存在，最重要的是，协程不被操作系统内核管理"
        "，协程是完全由程序控制的。",
        "A coroutine is lighter than a thread; above all, it is not managed by "
        "the kernel but entirely by the program.",
        "Lighter: one more thread takes at least twice the time to create and "
        "join, and twice the memory, of one more coroutine. Not managed by the "
        "kernel: it counts hardly any of their switches.",
        {FINDING_CORO_CREATE, FINDING_CORO_BYTES, FINDING_CORO_UNSEEN}},
    {"4 coroutines",
        "运行效率极高，协程的切换完全由程序控制，不像线程切换需要花费操作系统的"
        "开销,线程数量越多，协程的优势就越明显。",
        "They are very efficient: the program itself switches, without the "
        "cost of the system; the more threads, the greater the advantage.",
        "Very efficient: a hand-over takes threads at least twice as long. "
        "Without the system: it counts hardly any. The greater: among 1,000 "
        "threads' cost to coroutines', and what is saved, are at least what "
        "they are between two.",
        {FINDING_CORO_YIELD, FINDING_CORO_SEM, FINDING_CORO_UNSEEN,
            FINDING_CORO_MANY_TIMES, FINDING_CORO_MANY_SAVED}},
    {"4 coroutines",
        "协程不需要多线程的锁机制，因为只有一个线程，不存在变量冲突。",
        "Coroutines need no locks: there is only one thread, so accesses to "
        "variables do not conflict.",
        "Two coroutines add 1 to one counter without a lock: no update may be "
        "lost. Also where each yields between its read and its write.",
        {FINDING_CORO_NONE, FINDING_CORO_YIELDING}},

    {"the GIL", "Python的多线程，只有用于I/O密集型程序时效率才会有明显的提高。",
        "Threads in Python make only I/O-bound programs clearly more "
        "efficient.",
        "Under a lock built like Python's, four threads must be at least twice "
        "as fast as one where they wait, and less where they compute.",
        {FINDING_LOCK_IO, FINDING_LOCK_CPU}},
    {"the GIL",
        "Python解释器中可以运行多个线程，但是在执行的只有一个线程，其他的处于等"
        "待状态。",
        "The interpreter can have several threads, but one executes, and the "
        "others wait.",
        "Under a lock built like Python's: how many had it, and how many ran, "
        "at the same instant?",
        {FINDING_LOCK_ONE}},
    {"the GIL: daemons", "一个守护线程会在程序退出时立即关闭。",
        "A daemon thread is shut down at once when the program exits.",
        "Main returns while three daemon threads sleep: none may come to its "
        "own end.",
        {FINDING_DAEMON}},
    {"the GIL: daemons",
        "如果一个程序正在运行不是守护进程的线程，那么该程序将等待这些线程完成后"
        "再终止。",
        "A program with threads that are not daemons waits for them before it "
        "ends.",
        "Three threads sleep while main ends: do they come to their own end? "
        "In C, main can return, which ends all threads, or call pthread_exit.",
        {FINDING_EXIT, FINDING_LEAVE}},

    {"race conditions",
        "当两个或更多的线程访问一个共享的数据或资源时，就会发生竞争条件。",
        "When two or more threads access shared data or a shared resource, a "
        "race condition occurs.",
        "Two workers add 1 to one counter: are updates lost? Also by "
        "processes, and with a lock.",
        {FINDING_RACE_THREAD, FINDING_RACE_PROC, FINDING_RACE_GUARDED}},
    {"race conditions", "在这个例子中，竞争条件在每次执行中都会发生。",
        "In this example the race occurs in every execution.",
        "Two workers read, pause, and write back: one of the two updates must "
        "be lost in each of ten runs. Also by processes.",
        {FINDING_GAP_THREAD, FINDING_GAP_PROC}},
    {"race conditions", "池中的每个线程都将调用数据库.update(index)。",
        "Each thread of the pool will call update(index).",
        "A pool of two threads gets two tasks that wait, as the example's do: "
        "in each of ten runs each thread must have had one.",
        {FINDING_POOL}},
    {"race conditions", "所有对函数有作用域（或局部）的变量都是线程安全的。",
        "All variables that are local to a function are thread-safe.",
        "Two threads add in a local variable each, and once to the common one: "
        "no update may be lost.",
        {FINDING_LOCAL}},

    {"locks", "每次只有一个线程可以拥有这个锁。",
        "Only one thread at a time can own the lock.",
        "Two workers add 1 under a mutex: no update may be lost. By processes, "
        "too.",
        {FINDING_LOCK_THREAD, FINDING_LOCK_PROC}},
    {"locks", "如果一个线程得到了锁，但却没有把它交出来，你的程序就会死锁",
        "If a thread gets the lock and does not give it back, your program "
        "deadlocks.",
        "A worker ends while it holds the lock: the other must be stuck.",
        {FINDING_LOST_RELEASE}},
    {"deadlocks", "当程序第二次调用l.acquisition()时，它会挂起，等待锁被释放。",
        "When the program calls acquire a second time, it hangs and waits for "
        "the lock.",
        "A thread locks twice: it must be stuck. The same with a lock that "
        "checks its owner.",
        {FINDING_TWICE, FINDING_TWICE_CHECKED}},
    {"deadlocks",
        "它允许一个线程在调用 .release() 之前多次 .acquisition() 一个RLock。",
        "It lets a thread acquire an RLock several times before releasing it.",
        "Two threads lock a recursive mutex, C's RLock, twice and release it "
        "twice: both must finish.",
        {FINDING_RLOCK}},
    {"producer, consumer", "允许数量随着生产者的数据备份而增加和减少。",
        "(A queue) lets the number of items grow and shrink as the producer's "
        "data pile up.",
        "Bursts of 16 items go into a buffer, and the consumers are slow: more "
        "than one item must lie in it, and in the end none.",
        {FINDING_QUEUE}},
    {.section = NULL}};
