// Loaded before each process's own main. Children have their own process group, so that Ctrl-C reaches the launcher alone;
// in exchange they must notice by themselves when the launcher is gone, even by kill -9.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
