#include "twin.h"

#include "kit/format.h"

#include <stdio.h>
#include <string.h>

enum { MAX_WORDS = 32, LINE_BYTES = 512 };

bool
model_is(const char *name)
{
    return strcmp(twin_model, name) == 0;
}

void
start_twin_with(const struct setting *setting, const char *format, ...)
{
    char line[LINE_BYTES], program[LINE_BYTES];
    const char *words[MAX_WORDS + 1] = {NULL};
    int count = 0;

    FORMAT(line, sizeof(line), format);
    for (char *word = strtok(line, " "); word != NULL && count < MAX_WORDS;
         word = strtok(NULL, " "))
        words[count++] = word;
    snprintf(program, sizeof(program), "%s/%s", twin_model, scenario.name);
    program_start(program, words, setting);
}

void
check_answer(const struct outcome *seen, int status)
{
    CU_ASSERT_EQUAL(seen->status, status);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CU_ASSERT(is_json(seen->out));
    CU_ASSERT(is_one_line(seen->out));
    check_json(seen->out, "scenario=%s model=%s", scenario.name, twin_model);
}

const char *
held_out(const struct outcome *seen)
{
    check_answer(seen, STATUS_HELD);
    return seen->out;
}

void
check_refusal(const struct outcome *seen, int status, const char *word,
    const char *other_word)
{
    char program[LINE_BYTES];

    snprintf(program, sizeof(program), "%s/%s: ", twin_model, scenario.name);
    check_refused(seen, status, word);
    CU_ASSERT(strncmp(seen->err, program, strlen(program)) == 0);
    CHECK_HAS(seen->err, other_word);
}
