/* GCC is told of 8 of the 64 bytes that `_tile_loadconfig` reads, and takes the stores of the others for dead:
   llama.cpp then dies of SIGILL on a processor with AMX. Included before each of its sources. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__AMX_TILE__)
#include <immintrin.h>
#define _tile_loadconfig(config) __asm__ volatile("ldtilecfg %0" : : "m"(*(const char(*)[64])(config)))
#endif
