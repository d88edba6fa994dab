/* Does JSON read back as written, and does the reader stay within its text? */

#include "kit/json.h"

#include "../harness/answer.h"
#include "../harness/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the call writes to `out`, until the next one. */
#define WRITTEN(call)                                                          \
    ({                                                                         \
        static char written[256];                                              \
        FILE *out = fmemopen(written, sizeof(written), "w");                   \
        call;                                                                  \
        fclose(out);                                                           \
        (const char *)written;                                                 \
    })

/* Is every written text UTF-8, whatever its bytes? Invalid bytes come back as
 * U+FFFD, one for each. */
TEST(strings_are_utf8)
{
    static const struct {
        const char *text, *written;
    } rows[] = {
        {"\x7f\xc3\xa4\xef\xbf\xbf\xf4\x8f\xbf\xbf",
            "\"\x7f\xc3\xa4\xef\xbf\xbf\xf4\x8f\xbf\xbf\""},
        {"a\xff", "\"a\\ufffd\""},                     /* no first byte */
        {"\x80z", "\"\\ufffdz\""},                     /* one that follows */
        {"\xc3", "\"\\ufffd\""},                       /* cut off */
        {"\xe2\x80\"", "\"\\ufffd\\ufffd\\\"\""},      /* the same */
        {"\xc0\xaf", "\"\\ufffd\\ufffd\""},            /* overlong */
        {"\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\""}, /* a surrogate */
        {"\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\""}, /* too high */
    };

    for (int i = 0; i < COUNT(rows); i++) {
        const char *text = WRITTEN(json_string(out, rows[i].text));
        CU_ASSERT(is_json(text));
        CU_ASSERT_STRING_EQUAL(text, rows[i].written);
    }
}

/* Does each text come back unchanged? Control characters stay escaped; they
 * must only be valid JSON. */
TEST(strings_come_back)
{
    static const char *const texts[] = {"", "plain", "a \"quoted\" word",
        "back\\slash", "\\\"", "{[,:]}", "Zählwerk \xe2\x80\xa6"};
    char back[64];

    for (int i = 0; i < COUNT(texts); i++) {
        const char *text = WRITTEN(json_string(out, texts[i]));
        CU_ASSERT(is_json(text));
        json_text(json_value(text), back, sizeof(back));
        CU_ASSERT_STRING_EQUAL(back, texts[i]);
    }
    CU_ASSERT(is_json(WRITTEN(json_string(out, "bell\a tab\t line\n"))));
    CU_ASSERT_STRING_EQUAL(WRITTEN(json_string(out, NULL)), "null");
}

/* Does each double come back to the last bit, and one that is not finite as
 * null? */
TEST(reals_come_back)
{
    static const double numbers[] = {
        0, -0.0, 1, 0.1, 1.0 / 3, 1e300, 5e-324, -123456789.125};
    static const double none[] = {(double)NAN, (double)INFINITY};

    for (int i = 0; i < COUNT(numbers); i++) {
        const char *text = WRITTEN(json_real(out, numbers[i]));
        CU_ASSERT(is_json(text));
        double back = strtod(text, NULL);
        CU_ASSERT_EQUAL(memcmp(&back, &numbers[i], sizeof(back)), 0);
    }
    for (int i = 0; i < 2; i++)
        CU_ASSERT_STRING_EQUAL(WRITTEN(json_real(out, none[i])), "null");
}

/* Is a member's name that of the option, with underscores? */
TEST(names_have_underscores)
{
    CU_ASSERT_STRING_EQUAL(WRITTEN(json_name(out, "gap-us")), "\"gap_us\": ");
}

static const char object[] =
    " {\"a\": 1, \"text\": \"}],\\\"{\" , \"list\" :[1, {\"a\": 2}, []],\n"
    "\"in\": {\"a\": -3.5e2, \"b\": {\"c\": null}}, \"last\":true}";

static bool
is_at(const char *text, const char *name, const char *expected)
{
    struct json_slice value = json_get(text, name);

    return value.length == strlen(expected) &&
           memcmp(value.start, expected, value.length) == 0;
}

/* Is each member found by its name, and a missing one not? */
TEST(members_are_found)
{
    CU_ASSERT(is_at(object, "a", "1"));
    CU_ASSERT(is_at(object, "text", "\"}],\\\"{\""));
    CU_ASSERT(is_at(object, "list", "[1, {\"a\": 2}, []]"));
    CU_ASSERT(is_at(object, "last", "true"));
    CU_ASSERT(is_at(json_get(object, "in").start, "a", "-3.5e2"));
    CU_ASSERT_EQUAL(json_get(object, "b").length, 0);
    CU_ASSERT_EQUAL(json_get(object, "c").length, 0);
    CU_ASSERT_EQUAL(json_get(object, "").length, 0);
    CU_ASSERT_EQUAL(json_get("{}", "a").length, 0);
    CU_ASSERT_EQUAL(json_get("", "a").length, 0);
}

/* Are the members visited in order? */
TEST(members_are_walked)
{
    static const char *const names[] = {"a", "text", "list", "in", "last"};
    const char *cursor = object;
    struct json_slice name, value;
    size_t count = 0;

    while (json_next(&cursor, &name, &value)) {
        CU_ASSERT_FATAL(count < COUNT(names));
        CU_ASSERT_EQUAL(name.length, strlen(names[count]));
        CU_ASSERT_EQUAL(memcmp(name.start, names[count], name.length), 0);
        count++;
    }
    CU_ASSERT_EQUAL(count, COUNT(names));
}

/* Is a value that is broken or cut off not found, but what stands before it? */
TEST(broken_values_are_not_found)
{
    static const char *const texts[] = {"{\"a\": 1, \"b\": [1, 2",
        "{\"a\": 1, \"b\": tru}", "{\"a\": 1, \"b\": {\"c\": }}",
        "{\"a\": 1, \"b\": \"c"};

    for (int i = 0; i < COUNT(texts); i++) {
        const char *cursor = json_get(texts[i], "b").start;
        struct json_slice value;
        CU_ASSERT(is_at(texts[i], "a", "1"));
        CU_ASSERT(is_at(texts[i], "b", ""));
        CU_ASSERT_FALSE(json_item(&cursor, &value));
    }
}

/* Are an array's items visited one by one, and is a value that is not an array
 * refused? */
TEST(items_are_walked)
{
    static const char *const items[] = {"1", "{\"a\": 2}", "[]"};
    static const char *const none[] = {"[]", " [ ] ", "{\"a\": [1]}", "1", ""};
    const char *cursor = json_get(object, "list").start;
    struct json_slice value;
    size_t count = 0;

    while (json_item(&cursor, &value)) {
        CU_ASSERT_FATAL(count < COUNT(items));
        CU_ASSERT_EQUAL(value.length, strlen(items[count]));
        CU_ASSERT_EQUAL(memcmp(value.start, items[count], value.length), 0);
        count++;
    }
    CU_ASSERT_EQUAL(count, COUNT(items));
    for (int i = 0; i < COUNT(none); i++) {
        cursor = none[i];
        CU_ASSERT_FALSE(json_item(&cursor, &value));
    }
}

/* Does the reader stay within a text that is cut off or has a wrong byte
 * anywhere? AddressSanitizer detects an access outside. */
TEST(bad_text_stays_in_bounds)
{
    char name[8];

    for (size_t length = 0; length <= strlen(object); length++)
        for (const char *byte = "\"{}[]:,\\x"; *byte != '\0'; byte++) {
            char *text = strndup(object, length);
            struct json_slice slice, value;
            if (text == NULL)
                abort();
            if (length > 0)
                text[length / 2] = *byte;
            const char *cursor = text;
            while (json_next(&cursor, &slice, &value)) {
                json_text(slice, name, sizeof(name));
                if (slice.start + slice.length > text + length ||
                    value.start + value.length > text + length)
                    CU_FAIL("a slice leaves the text");
            }
            cursor = text;
            while (json_item(&cursor, &value))
                if (value.start + value.length > text + length)
                    CU_FAIL("an item leaves the text");
            free(text);
        }
}

/* Is a copy cut to fit, and always ended? */
TEST(copies_are_cut)
{
    char small[4];

    json_text(json_get(object, "in"), small, sizeof(small));
    CU_ASSERT_STRING_EQUAL(small, "{\"a");
    json_text(json_get(object, "none"), small, sizeof(small));
    CU_ASSERT_STRING_EQUAL(small, "");
}

static const char *const good[] = {object, "null", "[]", "-0.5e+3", "{}",
    "\"\\u00e9\\n\"", " [ true , false ] "};
static const char *const bad[] = {"", "{", "[1,]", "{\"a\":}", "{a:1}",
    "{\"a\":1,}", "01", "1.", ".5", "+1", "nan", "\"", "\"\n\"", "\"\\x\"",
    "\"\xc3\"", "[1 2]", "{} {}", "tru", "1e", "\"\\u12g4\""};

/* Is valid text accepted, by which tests check all answers, and invalid text
 * refused: of another form, cut off, or nested too deep? */
TEST(whole_texts_are_known)
{
    char deep[131];

    for (int i = 0; i < COUNT(good); i++)
        CU_ASSERT(json_is_whole(good[i]));
    for (int i = 0; i < COUNT(bad); i++)
        CU_ASSERT_FALSE(json_is_whole(bad[i]));
    for (size_t length = 0; length < strlen(object); length++) {
        char *text = strndup(object, length);
        if (text == NULL)
            abort();
        CU_ASSERT_FALSE(json_is_whole(text));
        free(text);
    }
    for (int depth = 64; depth <= 65; depth++) {
        memset(deep, '[', (size_t)depth);
        memset(deep + depth, ']', (size_t)depth);
        deep[2 * depth] = '\0';
        CU_ASSERT_EQUAL(json_is_whole(deep), depth == 64);
    }
}
