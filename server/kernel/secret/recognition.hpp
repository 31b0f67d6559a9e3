// A database knows under which key it was written; with another one nothing would open, and what is entered anew would be lost to the first.
#pragma once

namespace zhibu {
class App;
}

namespace zhibu::secret {

// std::runtime_error in words where the database was written under another key, or with other algorithms.
void refuse_foreign(App& app);
// Writes down the key in use where it is not the one that stands there.
void note_key(App& app);

}  // namespace zhibu::secret
