# The same work as a Python program: the same arithmetic, the same waits, the
# same two runs in turn, with the module that is named: threading,
# multiprocessing or asyncio.
#
# Its arguments: module, the kinds of work ("cpu,io"), workers, rounds, and the
# milliseconds that a task takes. It prints one JSON object: version, gil, and
# for each kind of work the steps of a task, the values that the tasks
# computed, and how long one worker and all of them took; or only an error.

import asyncio, json, multiprocessing, os, queue, signal, sys
import threading, time

module, works = sys.argv[1], sys.argv[2].split(',')
workers, rounds, work_ms = map(int, sys.argv[3:6])
WAITS = 4
STOPS = signal.SIGTERM, signal.SIGINT

def churn(value, steps):
    for _ in range(steps):
        value = (value * 6364136223846793005 + 1) % 2 ** 64
    return value

def steps_per_ms():
    def once():
        begin = time.monotonic_ns()
        churn(1, 5000)
        return time.monotonic_ns() - begin
    return 5000 * 1000000 // min(once() for _ in range(10))

piece = steps_per_ms()
steps = {'cpu': work_ms * piece, 'io': WAITS * (piece // 20)}

def compute(task):
    return churn(task + 1, steps['cpu'])

def wait(task):
    value = task + 1
    for _ in range(WAITS):
        time.sleep(work_ms / 1000 / WAITS)
        value = churn(value, piece // 20)
    return value

async def compute_async(task):
    return compute(task)

async def wait_async(task):
    value = task + 1
    for _ in range(WAITS):
        await asyncio.sleep(work_ms / 1000 / WAITS)
        value = churn(value, piece // 20)
    return value

def worker(index, count, do, gate, put):
    gate.wait(60)
    begin = time.monotonic_ns()
    values = {i: do(i) for i in range(index, workers, count)}
    put((begin, time.monotonic_ns(), values))

def by_threading(count, work):
    do = {'cpu': compute, 'io': wait}[work]
    gate, results = threading.Barrier(count), queue.SimpleQueue()
    threads = [threading.Thread(target=worker, daemon=True,
        args=(i, count, do, gate, results.put)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results.get_nowait() for _ in threads]

# Only the parent keeps the pipe open: the read returns when it ends.
def end_with_parent(pipe):
    os.close(pipe[1])
    threading.Thread(daemon=True,
        target=lambda: os.read(pipe[0], 1) or os._exit(1)).start()

def process(pipe, *arguments):
    end_with_parent(pipe)
    worker(*arguments)

def by_multiprocessing(count, work):
    do = {'cpu': compute, 'io': wait}[work]
    fork = multiprocessing.get_context('fork')
    gate, ends, processes = fork.Barrier(count), [], []
    pipe = os.pipe()
    for i in range(count):
        receiver, sender = fork.Pipe(duplex=False)
        processes.append(fork.Process(target=process, daemon=True,
            args=(pipe, i, count, do, gate, sender.send)))
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        processes[-1].start() # or stop() might not know of it
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        sender.close()
        ends.append(receiver)
    results = [end.recv() for end in ends]
    for one in processes:
        one.join()
    os.close(pipe[0])
    os.close(pipe[1])
    return results

def by_asyncio(count, work):
    do = {'cpu': compute_async, 'io': wait_async}[work]
    async def worker(index):
        begin = time.monotonic_ns()
        values = {i: await do(i) for i in range(index, workers, count)}
        return begin, time.monotonic_ns(), values
    async def main():
        return await asyncio.gather(*(worker(i) for i in range(count)))
    return asyncio.run(main())

def run(count, work):
    by = {'threading': by_threading, 'asyncio': by_asyncio,
        'multiprocessing': by_multiprocessing}[module]
    results = by(count, work)
    values = {}
    for result in results:
        values.update(result[2])
    elapsed_ns = max(r[1] for r in results) - min(r[0] for r in results)
    return elapsed_ns, [values[i] for i in range(workers)]

def measure():
    answer = {'version': sys.version.split()[0],
        'gil': getattr(sys, '_is_gil_enabled', lambda: True)()}
    for work in works:
        answer[work] = {'steps': steps[work], 'one_ns': [],
            'many_ns': []}
    for i in range(rounds):
        for work in works:
            seen = answer[work]
            order = [('many_ns', workers), ('one_ns', 1)]
            for name, count in order if i % 2 == 0 else order[::-1]:
                elapsed_ns, values = run(count, work)
                if seen.setdefault('values', values) != values:
                    raise ValueError('two runs, two results')
                seen[name].append(elapsed_ns)
    return answer

def stop(number, frame):
    for child in multiprocessing.active_children():
        child.kill()
        child.join()
    os._exit(1)

for number in STOPS:
    signal.signal(number, stop)
try:
    print(json.dumps(measure()))
except Exception as error:
    print(json.dumps({'error': f'{type(error).__name__}: {error}'}))
