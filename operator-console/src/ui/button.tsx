import { type ReactNode, type Ref, useRef } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { Link, useLocation } from 'wouter'
import { KeyHint, type Shortcut, useShortcut } from './shortcut.tsx'

interface Look {
  children: ReactNode
  kind?: 'primary' | 'plain' | 'quiet'
  size?: 'normal' | 'large'
  shortcut?: Shortcut
}

interface ButtonProps extends Look {
  onPress?: () => void
  type?: 'button' | 'submit'
  isDisabled?: boolean
  /** Work is under way: the button shows it and takes no second press, but keeps the focus. */
  isBusy?: boolean
  label?: string
  buttonRef?: Ref<HTMLButtonElement>
  isPressed?: boolean
  /** What it does can be done in the field beside it: the tab key passes it by. */
  isPassedByTab?: boolean
}

export function Button({ children, kind = 'plain', size = 'normal', shortcut, isBusy = false, ...props }: ButtonProps) {
  const own = useRef<HTMLButtonElement>(null)
  const press = () => {
    if (!isBusy) props.onPress?.()
  }
  useShortcut(shortcut, props.type === 'submit' ? () => own.current?.form?.requestSubmit() : press, !props.isDisabled)
  return (
    <AriaButton
      ref={props.buttonRef ?? own}
      className="button"
      data-kind={kind}
      data-size={size}
      type={props.type ?? 'button'}
      isDisabled={props.isDisabled ?? false}
      data-busy={isBusy}
      excludeFromTabOrder={props.isPassedByTab ?? false}
      onPress={press}
      {...(props.label ? { 'aria-label': props.label } : {})}
      {...(props.isPressed === undefined ? {} : { 'aria-pressed': props.isPressed })}
      {...(shortcut ? { 'aria-keyshortcuts': shortcut } : {})}
    >
      {children}
      {shortcut && <KeyHint shortcut={shortcut} />}
    </AriaButton>
  )
}

export function LinkButton({ children, href, kind = 'plain', size = 'normal', shortcut }: Look & { href: string }) {
  const [, navigate] = useLocation()
  useShortcut(shortcut, () => navigate(href))
  return (
    <Link
      href={href}
      className="button"
      data-kind={kind}
      data-size={size}
      {...(shortcut ? { 'aria-keyshortcuts': shortcut } : {})}
    >
      {children}
      {shortcut && <KeyHint shortcut={shortcut} />}
    </Link>
  )
}
