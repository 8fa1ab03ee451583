// Where the second script begins: what it adds to the core, through the seam in ../src/extension.ts.

import { History } from './history'

const { liveview } = window
liveview.use(host => new History(host))
