//! 检查结果: use cases, from entry to publication and what follows it.
