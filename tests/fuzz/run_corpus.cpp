// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target on every file of the given folders, without libFuzzer: each file once whole, and cut short at
// every octet, which is what a stream that ends looks like. A broken promise aborts.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void run(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<std::uint8_t> octets{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  for (std::size_t size = 0; size <= octets.size(); ++size) {
    // A copy of exactly that size, so that a sanitizer sees the first octet too many.
    const std::vector<std::uint8_t> front(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size));
    LLVMFuzzerTestOneInput(front.data(), front.size());
  }
}

}  // namespace

int main(int argc, char** argv) {
  int files = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      run(entry.path());
      ++files;
    }
  }
  std::printf("%d files\n", files);
  return files == 0 ? 1 : 0;  // an empty corpus proves nothing
}
