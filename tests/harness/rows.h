/* For test programs whose tests stand in a table: there TEST(name) is a row. */
#pragma once

#include "check.h"

#undef TEST
#define TEST(function) TEST_ROW(function)
