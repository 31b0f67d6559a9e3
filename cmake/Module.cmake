# zhibu_module(name dependency...): a folder of server/ is one target; its link list is its permission list.
# *_test.cpp files of the folder go into the one test program, all others into the module.
function(zhibu_module name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  add_library(zhibu_${name} STATIC ${sources})
  target_link_libraries(zhibu_${name} PUBLIC zhibu_options ${ARGN})
  set_property(GLOBAL APPEND PROPERTY ZHIBU_TEST_SOURCES ${tests})
endfunction()
