/** Names of the IPC channels between the preload script and the desktop process; both bundles take them from here. */
export const CHANNEL = {
  requestPort: 'tnrlab:request-port',
  port: 'tnrlab:port',
  openPath: 'tnrlab:open-path',
  saveFile: 'tnrlab:save-file',
  showInFolder: 'tnrlab:show-in-folder',
  notify: 'tnrlab:notify',
  restartLab: 'tnrlab:restart-lab',
  readLabState: 'tnrlab:read-lab-state',
  labState: 'tnrlab:lab-state',
  menuCommand: 'tnrlab:menu-command',
} as const;
