#include "expression.h"

#include "limit.h"

#include "kit/die.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- Reading it. ---- */

struct reader {
    struct expression *expression;
    const char *at;
    int depth;
};

enum { MOST_DEPTH = 64 };

static _Noreturn void
complain_at(const struct reader *reader, const char *what)
{
    die(STATUS_USAGE, "--invariant: %s, before '%s'", what,
        *reader->at != '\0' ? reader->at : "the end");
}

static void
skip_space(struct reader *reader)
{
    while (isspace((unsigned char)*reader->at))
        reader->at++;
}

static int
add(struct reader *reader, const struct expression_node *node)
{
    struct expression *expression = reader->expression;

    if (expression->count == MAX_NODES)
        complain_at(reader, "the expression is too long");
    expression->node[expression->count] = *node;
    return expression->count++;
}

static int
add_operator(struct reader *reader, const char *operator, int left, int right)
{
    struct expression_node node = {.left = left, .right = right};

    memcpy(node.operator, operator, strlen(operator));
    return add(reader, &node);
}

/* The operators by precedence; longer ones before shorter. */
static const char *const levels[][5] = {{"||"}, {"&&"}, {"==", "!="},
    {"<=", ">=", "<", ">"}, {"+", "-"}, {"*", "/", "%"}};

enum { LEVELS = sizeof(levels) / sizeof(levels[0]) };

static int read_level(struct reader *reader, int level);

static int
read_number(struct reader *reader)
{
    struct expression_node node = {.left = -1, .right = -1};
    char *end;

    if (reader->at[0] == '\'' && reader->at[1] != '\0' &&
        reader->at[2] == '\'') {
        node.number = reader->at[1];
        reader->at += 3;
        return add(reader, &node);
    }
    errno = 0;
    node.number = strtol(reader->at, &end, 0);
    if (end == reader->at || errno != 0 || isalnum((unsigned char)*end) ||
        *end == '.')
        complain_at(reader, "there should be a name or a whole number");
    reader->at = end;
    return add(reader, &node);
}

static int
read_global(struct reader *reader, size_t length)
{
    struct expression_node node = {.operator= "g", .left = -1, .right = -1};

    if (length >= sizeof(node.global.name))
        complain_at(reader, "the name is too long");
    memcpy(node.global.name, reader->at, length);
    reader->at += length;
    return add(reader, &node);
}

static int
read_operand(struct reader *reader)
{
    int inner;

    skip_space(reader);
    if (++reader->depth > MOST_DEPTH)
        complain_at(reader, "the expression is too deep");
    size_t length = globals_length(reader->at);
    if (length > 0) {
        inner = read_global(reader, length);
    } else if (*reader->at == '!' || *reader->at == '-') {
        const char *operator= * reader->at++ == '!' ? "!" : "n";
        inner = add_operator(reader, operator, read_operand(reader), -1);
    } else if (*reader->at == '(') {
        reader->at++;
        inner = read_level(reader, 0);
        if (*reader->at != ')')
            complain_at(reader, "a ) is missing");
        reader->at++;
    } else {
        inner = read_number(reader);
    }
    reader->depth--;
    skip_space(reader);
    return inner;
}

static const char *
find_operator(const struct reader *reader, int level)
{
    for (int i = 0; i < 5 && levels[level][i] != NULL; i++) {
        const char *operator= levels[level][i];
        if (strncmp(reader->at, operator, strlen(operator)) == 0)
            return operator;
    }
    return NULL;
}

static int
read_level(struct reader *reader, int level)
{
    const char *operator;

    if (level == LEVELS)
        return read_operand(reader);
    int left = read_level(reader, level + 1);
    while ((operator= find_operator(reader, level)) != NULL) {
        reader->at += strlen(operator);
        left =
            add_operator(reader, operator, left, read_level(reader, level + 1));
    }
    return left;
}

void
expression_read(struct expression *expression, const char *text)
{
    struct reader reader = {expression, text, 0};

    *expression = (struct expression){.text = text};
    read_level(&reader, 0);
    if (*reader.at == '=')
        complain_at(&reader, "a comparison is ==");
    if (*reader.at != '\0')
        complain_at(&reader, "there should be an operator");
}

/* ---- Its globals. ---- */

static bool
is_global(const struct expression_node *node)
{
    return *node->operator== 'g';
}

void
expression_find(struct expression *expression, struct machine *machine)
{
    for (int i = 0; i < expression->count; i++) {
        struct global *global = &expression->node[i].global;
        if (!is_global(&expression->node[i]))
            continue;
        const char *wrong = globals_find(global);
        if (wrong != NULL)
            die(STATUS_USAGE, "--invariant: %s: %s", global->name, wrong);
        machine_contend(machine, 0, global->base + (uint64_t)global->offset[0]);
    }
}

/* ---- Its value. ---- */

struct sight {
    const struct expression *expression;
    const struct model *model;
    const struct state *state;
    bool is_stale;
};

static int64_t evaluate(struct sight *sight, int number);

/* As a machine does: overflow is no error. */
static int64_t
calculate(const char *operator, int64_t left, int64_t right)
{
    uint64_t a = (uint64_t)left, b = (uint64_t)right;

    switch (*operator) {
    case '+':
        return (int64_t)(a + b);
    case '-':
        return (int64_t)(a - b);
    case '*':
        return (int64_t)(a * b);
    case '=':
        return left == right;
    case '<':
        return operator[1] == '=' ? left <= right : left<right;
    case '>':
        return operator[1] == '=' ? left >= right : left> right;
    default:
        return left != right;
    }
}

static int64_t
divide(char operator, int64_t left, int64_t right)
{
    if (right == 0)
        limit_refuse("--invariant: a division by 0");
    if (right == -1) /* INT64_MIN / -1 would trap */
        return operator== '/' ? calculate("-", 0, left) : 0;
    return operator== '/' ? left / right : left % right;
}

static int64_t
evaluate(struct sight *sight, int number)
{
    const struct expression_node *node = &sight->expression->node[number];
    int64_t value = node->number, right;

    switch (*node->operator) {
    case '\0':
        return value;
    case 'g':
        sight->is_stale |=
            !globals_read(&node->global, sight->model, sight->state, &value);
        return sight->is_stale ? 1 : value;
    case 'n':
        return calculate("-", 0, evaluate(sight, node->left));
    case '|':
        return evaluate(sight, node->left) || evaluate(sight, node->right);
    case '&':
        return evaluate(sight, node->left) && evaluate(sight, node->right);
    case '!':
        if (node->right == -1)
            return !evaluate(sight, node->left);
        break;
    case '/':
    case '%':
        value = evaluate(sight, node->left);
        right = evaluate(sight, node->right);
        return sight->is_stale ? 1 : divide(*node->operator, value, right);
    default:
        break;
    }
    value = evaluate(sight, node->left);
    return calculate(node->operator, value, evaluate(sight, node->right));
}

bool
expression_holds(const struct expression *expression, const struct model *model,
    const struct state *state)
{
    struct sight sight = {expression, model, state, false};
    int64_t value = evaluate(&sight, expression->count - 1);

    return sight.is_stale || value != 0;
}

bool
expression_ends(const struct expression *always, const struct model *model,
    const struct state *state)
{
    return always != NULL && !expression_holds(always, model, state);
}

void
expression_say(const struct expression *expression, const struct model *model,
    const struct state *state, char out[EXPRESSION_TEXT])
{
    size_t length = 0;

    *out = '\0';
    for (int i = 0; i < expression->count && length < EXPRESSION_TEXT; i++) {
        const struct global *global = &expression->node[i].global;
        int64_t value;
        bool is_new = is_global(&expression->node[i]);
        for (int j = 0; j < i && is_new; j++)
            is_new = !is_global(&expression->node[j]) ||
                     strcmp(expression->node[j].global.name, global->name) != 0;
        if (is_new && globals_read(global, model, state, &value))
            length += (size_t)snprintf(out + length, EXPRESSION_TEXT - length,
                "%s%s is %ld", length > 0 ? ", " : "", global->name,
                (long)value);
    }
}
