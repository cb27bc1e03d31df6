/** On which device a stage computes, as far as stages have told: a backend says it only once it has started. */
import type { Device } from '#shared/contract/queue.ts';
import type { BackendChoice, DeviceInfo } from '#shared/trainer-protocol/messages.ts';
import { FILE_STAGES } from '#shared/trainer-protocol/stages.ts';
import type { Job } from './job.ts';

export type Slots = Readonly<Record<Device, number>>;

/** Files are the processor's; TensorFlow says which of the two it found. */
export const deviceOfInfo = ({ backend, device }: DeviceInfo): Device =>
  backend !== 'none' && /gpu/i.test(`${backend} ${device}`) ? 'gpu' : 'processor';

export class DeviceBook {
  private readonly known = new Map<BackendChoice, Device>();
  private readonly names = new Map<Device, string>();

  /** @param last what computed last in this workspace: another lab's experience, so of TensorFlow only */
  constructor(last: DeviceInfo | null) {
    if (!last || last.backend === 'none') return;
    this.names.set(deviceOfInfo(last), last.device);
    if (last.backend === 'tensorflow') this.learn('tensorflow', last);
  }

  /** Null: nobody has seen yet what the choice finds on this machine. */
  of({ config, backend }: Pick<Job, 'config' | 'backend'>): Device | null {
    return FILE_STAGES.has(config.kind) ? 'processor' : this.ofChoice(backend);
  }

  ofChoice(backend: BackendChoice): Device | null {
    return backend === 'wasm' || backend === 'cpu' ? 'processor' : (this.known.get(backend) ?? null);
  }

  /** What a started stage said. */
  learn(choice: BackendChoice, info: DeviceInfo): void {
    if (info.backend === 'none') return;
    const device = deviceOfInfo(info);
    this.names.set(device, info.device);
    this.known.set(choice, device);
    // `auto` tries TensorFlow first.
    if (info.backend === 'tensorflow') this.known.set('auto', device).set('tensorflow', device);
  }

  nameOf(device: Device): string | null {
    return this.names.get(device) ?? null;
  }

  hasGpu(): boolean {
    return this.names.has('gpu');
  }
}
