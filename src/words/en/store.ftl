# What goes wrong with the store.

store-missing = There is nothing in { $dir } to read yet
store-read-only = The store is open for reading only
store-newer = A newer program wrote this store (version { $found }, this program knows { $known }): use that program, or restore a backup
store-damaged = The store is damaged: { $detail }. Restore a backup
store-refused = This cannot be written: { $detail }
store-locked = In use by somebody else: { $lock }
store-locked-by = In use by somebody else: { $lock }, { $holder }
store-in-use = Other processes have the store open: end them first
store-in-use-by = Other processes have the store open: end them first ({ $holders })
store-moved = The store was changed meanwhile: try again
store-step = The journal does not allow this: { $detail }
store-head = { $given } is not a head of the audit log: write the entry's number, a colon and 64 hexadecimal digits
store-exposed = { $dir }: others can write to it and could put another store there: chmod 700
store-io = { $path }: { $detail }
store-database = The database of the store refused: { $detail }
store-full = The disk is full: nothing was written
store-failed-before = A write just failed (is the disk full?): nothing more was written
