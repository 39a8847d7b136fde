# SPDX-License-Identifier: Apache-2.0
# How a folder becomes a library and how its tests become a program: one static library a folder, one test
# program a folder, the same warnings everywhere.

add_library(smppedge_options INTERFACE)
target_compile_options(smppedge_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wconversion -Wno-sign-conversion
  -Woverloaded-virtual -Wduplicated-cond -Wlogical-op -Werror -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  target_compile_options(smppedge_options INTERFACE -Wno-unknown-warning-option)
endif()
target_include_directories(smppedge_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_include_directories(smppedge_options SYSTEM INTERFACE ${TL_EXPECTED_INCLUDE})
if(SMPPEDGE_SANITIZE)
  target_compile_options(smppedge_options INTERFACE -fsanitize=${SMPPEDGE_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(smppedge_options INTERFACE -fsanitize=${SMPPEDGE_SANITIZE})
endif()
if(SMPPEDGE_FUZZ)
  target_compile_options(smppedge_options INTERFACE -fsanitize=fuzzer-no-link)  # the fuzzer sees into every folder
endif()

# Standard headers are most of the parsing time of a small file; they are parsed once.
file(WRITE ${CMAKE_BINARY_DIR}/pch/empty.cpp "")
add_library(smppedge_pch STATIC ${CMAKE_BINARY_DIR}/pch/empty.cpp)
target_link_libraries(smppedge_pch PRIVATE smppedge_options)
target_precompile_headers(smppedge_pch PRIVATE
  <algorithm> <array> <chrono> <cstdint> <cstring> <deque> <functional> <map> <memory> <optional> <span>
  <string> <string_view> <unordered_map> <utility> <variant> <vector> <tl/expected.hpp>)

# smppedge_library(name DEPS folder... LIBS library... HEADERS header...): the static library of src/<name>. With HEADERS
# these are precompiled too: what nearly all of its files include.
function(smppedge_library name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS;HEADERS" ${ARGN})
  string(REPLACE "/" "_" target smppedge_${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  if(sources)
    add_library(${target} STATIC ${sources})
    if(ARG_HEADERS)
      target_precompile_headers(${target} PRIVATE ${ARG_HEADERS})
    else()
      target_precompile_headers(${target} REUSE_FROM smppedge_pch)
    endif()
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  list(TRANSFORM ARG_DEPS PREPEND smppedge_)
  list(TRANSFORM ARG_DEPS REPLACE "/" "_")
  target_link_libraries(${target} ${scope} smppedge_options ${ARG_DEPS} ${ARG_LIBS})
endfunction()

# smppedge_command_line(file...): files that declare options. CLI11 is all templates and nothing in such a file is hot:
# as with a test, less optimising shortens its compile time.
function(smppedge_command_line)
  set_source_files_properties(${ARGN} PROPERTIES
    COMPILE_OPTIONS $<$<CONFIG:RelWithDebInfo>:-O1>)
endfunction()

# The main() and the options of all test programs.
function(smppedge_test_main)
  if(NOT TARGET smppedge_test_main)
    # The empty source is what the precompiled header is built with.
    file(WRITE ${CMAKE_BINARY_DIR}/pch/empty_test.cpp "")
    add_library(smppedge_test_main STATIC ${CMAKE_SOURCE_DIR}/tests/main.cpp ${CMAKE_BINARY_DIR}/pch/empty_test.cpp)
    # BOOST_TEST_MODULE must be seen before Boost.Test's header is: no precompiled one in front of it.
    set_source_files_properties(${CMAKE_SOURCE_DIR}/tests/main.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    target_link_libraries(smppedge_test_main PUBLIC smppedge_options Boost::unit_test_framework)
    # A test is compiled about as often as it is run: less optimising shortens its compile time.
    target_compile_options(smppedge_test_main PUBLIC $<$<CONFIG:RelWithDebInfo>:-O1>)
    target_precompile_headers(smppedge_test_main PRIVATE <boost/test/unit_test.hpp> <chrono> <functional> <map>
      <memory> <optional> <span> <string> <string_view> <variant> <vector> <tl/expected.hpp>)
  endif()
endfunction()

# smppedge_test_library(name SOURCES file... DEPS folder... LIBS library... HEADERS header...): what several test
# programs share, compiled once. With HEADERS these are precompiled, for programs that say PCH smppedge_<name>.
function(smppedge_test_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;LIBS;HEADERS" ${ARGN})
  smppedge_test_main()
  add_library(smppedge_${name} STATIC ${ARG_SOURCES})
  list(TRANSFORM ARG_DEPS PREPEND smppedge_)
  list(TRANSFORM ARG_DEPS REPLACE "/" "_")
  target_link_libraries(smppedge_${name} PUBLIC smppedge_test_main ${ARG_LIBS} ${ARG_DEPS})
  target_include_directories(smppedge_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  if(ARG_HEADERS)
    target_precompile_headers(smppedge_${name} PRIVATE ${ARG_HEADERS})
  else()
    target_precompile_headers(smppedge_${name} REUSE_FROM smppedge_test_main)
  endif()
endfunction()

# smppedge_test(name SOURCES file... DEPS folder... LIBS library... PCH target HEADERS header...): one Boost.Test program,
# run by ctest; HEADERS as those of a library.
function(smppedge_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT;PCH" "SOURCES;DEPS;LIBS;LABELS;HEADERS" ${ARGN})
  smppedge_test_main()
  add_executable(${name} ${ARG_SOURCES})
  list(TRANSFORM ARG_DEPS PREPEND smppedge_)
  list(TRANSFORM ARG_DEPS REPLACE "/" "_")
  target_link_libraries(${name} PRIVATE smppedge_test_main ${ARG_LIBS} ${ARG_DEPS})
  if(NOT ARG_PCH)
    set(ARG_PCH smppedge_test_main)
  endif()
  if(ARG_HEADERS)
    target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
  else()
    target_precompile_headers(${name} REUSE_FROM ${ARG_PCH})
  endif()
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE SMPPEDGE_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
    SMPPEDGE_BINARY_DIR="${CMAKE_BINARY_DIR}")
  add_test(NAME ${name} COMMAND ${name} --color_output=no)
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()
