#pragma once

#define TWINLAB_VERSION "0.1.0"
