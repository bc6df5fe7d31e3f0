//! Hash maps for the program's own data, where keys are looked up by the hundred thousand and nobody
//! can choose them to collide. Their order is never relied on.

use std::collections;

use foldhash::fast::RandomState;

/// A map that is looked up often.
pub type Map<K, V> = collections::HashMap<K, V, RandomState>;

/// A set that is looked up often.
pub type Set<K> = collections::HashSet<K, RandomState>;
