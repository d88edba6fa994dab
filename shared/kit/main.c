/* The main of every twin: options, run, judge, print. It is in the library, so
 * that a test with its own main can link the same twin. */

#include "begin.h"
#include "die.h"
#include "memory.h"
#include "memstream.h"
#include "scenario.h"
#include "table.h"

#include <stdlib.h>
#include <string.h>

static bool
flag(const void *options, const char *name)
{
    for (const struct option_row *row = scenario.options; row->name != NULL;
         row++)
        if (strcmp(row->name, name) == 0)
            return *(const bool *)((const char *)options + row->offset);
    return false;
}

/* The text is made from the JSON, so the two never differ. */
static void
print_result(const void *options, const void *result)
{
    char *object;
    size_t bytes;
    FILE *memory = memstream_open(&object, &bytes, "the result");

    scenario_json(memory, options, result);
    memstream_close(memory, "the result");
    if (flag(options, "json"))
        fputs(object, stdout);
    else {
        printf("%s: %s\n", scenario.name, scenario.question);
        table_print(stdout, (const char *const *)&object, 1);
    }
    free(object);
    finish();
}

/* The answer to tools/step. */
static int
tell_stepping(void)
{
    const struct stepping *stepping = &scenario.stepping;

    if (stepping->options[0] == NULL)
        die(STATUS_CANNOT, "there is nothing to step through");
    for (const char *const *option = stepping->options; *option; option++)
        printf("option %s\n", *option);
    if (stepping->figure != NULL)
        printf("figure %s\n", stepping->figure);
    printf("broken %s\nbreaks %s\n", stepping->broken, stepping->breaks);
    finish();
    return STATUS_HELD;
}

int
main(int argc, char **argv)
{
    static char name[64];
    struct option_page page = {
        .usage = "[options]",
        .question = scenario.question,
        .table = scenario.options,
    };

    snprintf(name, sizeof(name), "%s/%s", twin_model, scenario.name);
    begin(typed_name(argv, name));
    if (argc == 2 && strcmp(argv[1], "--variants") == 0) { /* tools/pair asks */
        for (const char *const *v = scenario.variants; *v != NULL; v++)
            puts(*v);
        finish();
        return STATUS_HELD;
    }
    if (argc == 2 && strcmp(argv[1], "--stepping") == 0)
        return tell_stepping();
    if (argc > 1 && strcmp(argv[1], "--page") == 0) { /* for all twins: pair */
        options_help(&page, argv[0], (const char *const *)argv + 2);
        finish();
        return STATUS_HELD;
    }
    /* Never freed: a worker that is stuck may still read them. */
    static void *options, *result;
    options = memory_heap(scenario.options_bytes, "the options");
    result = memory_heap(scenario.result_bytes, "the result");
    options_only(&page, options, argc, argv);
    if (scenario.settle != NULL)
        scenario.settle(options);
    die_name(name); /* command-line errors carry the typed name; later ones the
                       twin's */

    int status = STATUS_HELD;
    if (flag(options, "probe"))
        status = scenario.probe(options);
    else if ((status = scenario.run(options, result)) == STATUS_HELD) {
        status = scenario.judge(options, result);
        print_result(options, result);
    }
    return status;
}
