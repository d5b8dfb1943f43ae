/** Drawn here, because not every computer has letters for them. What they mean is always beside them in words. */

export const Bell = ({ isMuted = false }: { isMuted?: boolean }) => (
  <svg viewBox="0 0 24 24" aria-hidden="true" className="icon">
    <path d="M12 3a6 6 0 0 0-6 6v5l-2 3h16l-2-3V9a6 6 0 0 0-6-6zM10 20a2 2 0 0 0 4 0" />
    {isMuted && <path d="M3 3l18 18" />}
  </svg>
)

export const Warning = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true" className="icon">
    <path d="M12 3L2 21h20zM12 10v5M12 17.5v1" />
  </svg>
)

export const Telephone = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true" className="icon">
    <path d="M6 3h4l2 5-3 2a11 11 0 0 0 5 5l2-3 5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z" />
  </svg>
)
