# The store.

store-missing = there is no store in { $dir }
store-read-only = the store is open for reading only
store-newer = a newer program wrote this store (version { $found }, this one knows { $known }): use that one
store-damaged = the store is damaged ({ $detail }); `secretariat restore` puts a backup in its place
store-locked = another process is at it ({ $lock }): { $holder }
store-in-use = the store is in use { $holders }
store-moved = somebody else changed the store meanwhile: look again, then repeat
store-head = { $given } is no head of the log; write number:64 hexadecimal digits
store-io = { $path }: { $detail }
store-database = { $detail }
